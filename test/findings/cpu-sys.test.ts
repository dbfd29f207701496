import { describe, expect, test } from 'vitest'
import { cpuSys } from '../../src/findings/cpu-sys.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const files = (system: number, user = 5) =>
  second({
    cpus: [
      { system, user },
      { system, user },
    ],
    lines: [1, 1],
    switches: 900,
    forks: 40,
  })
const busy: Task = { pid: 10, ran: 1.5, stat: { comm: 'stat-loop', pgrp: 10 }, grows: { stime: 140, utime: 10 } }

describe('CPU-SYS', () => {
  test('the kernel has more than programs; info while nobody else waits', () => {
    const found = seen(lookAt(cpuSys, { ...files(60), ...tasks([busy]) }))
    expect(found).toMatchObject({ seen: 'info', value: 0.6, hold: false })
    expect(found.says).toBe('The kernel uses 60.0 % of all CPU time, most of it for stat-loop 10.')
    expect(found.culprits[0]).toMatchObject({ name: 'stat-loop 10', share: '1.40 CPUs in the kernel' })
    expect(found.evidence).toContainEqual(expect.objectContaining({ what: 'context switches', seen: 900 }))
  })

  test('a victim makes it a warning', () => {
    const web: Task = { pid: 99, ran: 0.5, waited: 0.5, stat: { comm: 'web', pgrp: 99 } }
    expect(seen(lookAt(cpuSys, { ...files(60), ...tasks([busy, web]) })).seen).toBe('warning')
  })

  test('at its limit, its exit, and where programs use more', () => {
    expect(seen(lookAt(cpuSys, files(30))).hold).toBe(false)
    expect(seen(lookAt(cpuSys, files(25))).hold).toBe(true)
    clear(lookAt(cpuSys, files(19)))
    clear(lookAt(cpuSys, files(40, 41)))
  })

  test('one sample', () => {
    expect(notEvaluable(lookAt(cpuSys, { now: files(60).now })).missing).toBe('pending')
  })
})
