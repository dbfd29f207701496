import { describe, expect, test } from 'vitest'
import { fd } from '../../src/findings/fd.ts'
import { processes, record } from '../model/record.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const WHO = processes(1000, [record(9, { comm: 'nginx', starttime: 9 })], [0])

function limitsFile(name: string, soft: number | 'unlimited', hard: number | 'unlimited' = soft): string {
  return `Limit                     Soft Limit           Hard Limit           Units     \n${name.padEnd(25)} ${String(soft).padEnd(20)} ${String(hard).padEnd(20)} files     \n`
}

/** A program with so many descriptors, and a machine with so many open files. */
function open(used: number, { soft = 1000, hard = 4096, machine = '900 0 9223372036854775807\n' } = {}) {
  const now: Files = {
    '/proc/sys/fs/file-nr': machine,
    'count:/proc/9/fd': `${used}`,
    '/proc/9/limits': limitsFile('Max open files', soft, hard),
  }
  return { now, processes: WHO }
}

describe('descriptors that run out', () => {
  test('of a program', () => {
    const look = seen(lookAt(fd, open(850)))
    expect(look).toMatchObject({ seen: 'warning', value: 85, scope: { pids: [9] } })
    expect(look.says).toBe('nginx 9 has 850 of 1,000 descriptors open (85.0 %); then open and accept fail.')
    expect(look.caution).toContain('raise its soft limit itself')
    expect(look.culprits[0]?.drill).toMatchObject({ view: 'process', page: 'files', about: { pid: 9 } })
  })

  test('at the limits', () => {
    clear(lookAt(fd, open(749)))
    expect(seen(lookAt(fd, open(799))).hold).toBe(true)
    expect(seen(lookAt(fd, open(800))).hold).toBe(false)
    expect(seen(lookAt(fd, open(950))).seen).toBe('critical')
  })

  test('of a low limit', () => {
    const look = seen(lookAt(fd, open(60, { soft: 64, hard: 64 })))
    expect(look).toMatchObject({ seen: 'warning', value: 93.75, scope: { pids: [9] } })
  })

  test('many of a million are few', () => {
    clear(lookAt(fd, open(50_000, { soft: 1_048_576 })))
  })

  test('of the machine', () => {
    const look = seen(lookAt(fd, open(10, { machine: '85000 0 100000\n' })))
    expect(look.says).toContain('The machine has 85,000 of 100,000 files open')
    clear(lookAt(fd, open(10, { machine: '900 0 9223372036854775807\n' })))
  })

  test('is not known without file-nr', () => {
    expect(notEvaluable(lookAt(fd, { now: {} })).missing).toBe('absent')
  })
})
