import { describe, expect, test } from 'vitest'
import { runq } from '../../src/findings/runq.ts'
import { second, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const FULL = { user: 100 }
const spinner = (pid: number, nice = 0) => ({
  pid,
  ran: 0.4,
  waited: 0.6,
  stat: { comm: 'spin', pgrp: 10, state: 'R', nice },
})
const make = tasks([spinner(10), spinner(11), spinner(12), spinner(13)])

describe('RUNQ', () => {
  test('a line at each CPU with nobody outside of the job is info', () => {
    const found = seen(lookAt(runq, { ...second({ cpus: [FULL, FULL], lines: [1.2, 1.1] }), ...make }))
    expect(found).toMatchObject({ seen: 'info', hold: false, value: 1.2 })
    expect(found.says).toBe('Threads wait for each other: 1.20 threads stand in line for CPU 0; spin 10 has the CPUs.')
  })

  test('a thread outside of it that waits makes it a warning, then critical', () => {
    const with_ = (waited: number) =>
      tasks([
        spinner(10),
        spinner(11),
        spinner(12),
        { pid: 99, ran: 1 - waited, waited, stat: { comm: 'web', pgrp: 99 } },
      ])
    const files = second({ cpus: [FULL, FULL], lines: [1.2, 1.1] })
    expect(seen(lookAt(runq, { ...files, ...with_(0.29) })).seen).toBe('info')
    const found = seen(lookAt(runq, { ...files, ...with_(0.3) }))
    expect(found.seen).toBe('warning')
    expect(found.says).toContain('web 99 has no CPU in 30.0 % of the time it could run')
    expect(found.culprits[0]).toMatchObject({ kind: 'process', key: '10:10', name: 'spin 10' })
    expect(seen(lookAt(runq, { ...files, ...with_(0.6) })).seen).toBe('critical')
  })

  test('in a group of its own, the group is the culprit', () => {
    const inside = [10, 11].map((pid) => ({ ...spinner(pid), cgroup: '/system.slice/batch.service' }))
    const all = tasks([
      ...inside,
      { pid: 99, ran: 0.2, waited: 0.8, stat: { comm: 'web', pgrp: 10 }, cgroup: '/system.slice/web.service' },
    ])
    const found = seen(lookAt(runq, { ...second({ cpus: [FULL, FULL], lines: [1.2, 1.1] }), ...all }))
    expect(found.culprits[0]).toMatchObject({ kind: 'cgroup', key: '/system.slice/batch.service' })
    expect(found.scope).toEqual({ cgroups: ['/system.slice/batch.service'] })
  })

  test('between exit and entry it holds; below it is clear, with the number', () => {
    expect(seen(lookAt(runq, second({ cpus: [FULL, FULL], lines: [0.5, 0.1] }))).hold).toBe(true)
    const quiet = clear(lookAt(runq, second({ cpus: [FULL, FULL], lines: [0.49, 0.1] })))
    expect(quiet.evidence[0]).toMatchObject({ seen: 0.49, limit: 1 })
  })

  test('without schedstat procs_running tells, less the one that reads it', () => {
    expect(seen(lookAt(runq, second({ cpus: [FULL, FULL], running: 5 })))).toMatchObject({ value: 1, hold: false })
    clear(lookAt(runq, second({ cpus: [FULL, FULL], running: 3 })))
  })

  test('six threads bound to one CPU of two are seen although the other is idle', () => {
    expect(seen(lookAt(runq, second({ cpus: [FULL, {}], lines: [5, 0] }))).value).toBe(5)
  })

  test('one sample, and no /proc/stat', () => {
    const { now } = second({ cpus: [FULL], lines: [2] })
    expect(notEvaluable(lookAt(runq, { now })).missing).toBe('pending')
    expect(notEvaluable(lookAt(runq, { now: {}, was: {} })).missing).toBe('absent')
  })

  test('without it, threads that were looked at tell the line of each CPU', () => {
    const bound = [10, 11, 12].map((pid) => ({ ...spinner(pid), stat: { comm: 'spin', pgrp: 10, processor: 0 } }))
    const found = seen(lookAt(runq, { ...second({ cpus: [FULL, {}], cpu: 80, running: 2 }), ...tasks(bound) }))
    expect(found.value).toBeCloseTo(1.8)
    expect(found.says).toContain('stand in line for CPU 0')
  })
})
