import { describe, expect, test } from 'vitest'
import { tasks } from '../../src/findings/tasks.ts'
import { processes, record } from '../model/record.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const WHO = processes(
  1000,
  [record(9, { comm: 'java', starttime: 9, threads: 700 }), record(10, { comm: 'sh' })],
  [0, 0],
)

function running(threads: number, pidMax = 1000, threadsMax = 100_000) {
  return {
    now: {
      '/proc/loadavg': `0.10 0.10 0.10 1/${threads} 4711\n`,
      '/proc/sys/kernel/pid_max': `${pidMax}\n`,
      '/proc/sys/kernel/threads-max': `${threadsMax}\n`,
    },
    processes: WHO,
  }
}

describe('process ids that run out', () => {
  test('names who has them', () => {
    const look = seen(lookAt(tasks, running(850)))
    expect(look).toMatchObject({ seen: 'warning', value: 85 })
    expect(look.says).toBe('850 of 1,000 process ids are in use (85.0 %); then nobody can fork. Most are of java 9.')
    expect(look.verify).toContain('kernel.pid_max')
  })

  test('at the limits', () => {
    clear(lookAt(tasks, running(749)))
    expect(seen(lookAt(tasks, running(799))).hold).toBe(true)
    expect(seen(lookAt(tasks, running(800))).hold).toBe(false)
    expect(seen(lookAt(tasks, running(950))).seen).toBe('critical')
  })

  test('the lower of two limits counts', () => {
    expect(seen(lookAt(tasks, running(850, 4_194_304, 1000))).verify).toContain('kernel.threads-max')
    clear(lookAt(tasks, running(30_000, 4_194_304, 100_000)))
  })

  test('is not known without the number of threads', () => {
    expect(notEvaluable(lookAt(tasks, { now: {} })).missing).toBe('absent')
  })
})
