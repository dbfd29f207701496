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

  test('is said for who has a notable part of it: a process, else the processes of one name, else nobody', () => {
    const says = (...tasksOf: readonly Task[]) => seen(lookAt(cpuSys, { ...files(60), ...tasks([...tasksOf]) })).says
    const one = (pid: number, stime: number, comm = 'sh'): Task => ({
      pid,
      ran: stime / 100,
      stat: { comm, pgrp: pid },
      grows: { stime },
    })
    expect(says(one(10, 42, 'dd'), one(11, 3, 'node'))).toBe(
      'The kernel uses 60.0 % of all CPU time, 35.0 % of it for dd 10.',
    )
    const many = Array.from({ length: 8 }, (_, i) => one(20 + i, 5))
    expect(says(one(10, 8, 'dd'), ...many)).toBe(
      'The kernel uses 60.0 % of all CPU time, 33.3 % of it for 8 processes sh.',
    )
    expect(says(one(10, 8, 'dd'), one(11, 3, 'node'))).toBe('The kernel uses 60.0 % of all CPU time.')
  })

  test('begins with what it is about: other findings name the same victim', () => {
    const web: Task = { pid: 99, ran: 0.5, waited: 0.5, stat: { comm: 'web', pgrp: 99 } }
    expect(seen(lookAt(cpuSys, { ...files(60), ...tasks([busy, web]) })).says).toBe(
      'The kernel uses 60.0 % of all CPU time, most of it for stat-loop 10; web 99 has no CPU in 50.0 % of the time it could run.',
    )
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
