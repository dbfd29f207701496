import { describe, expect, test } from 'vitest'
import { affinity } from '../../src/findings/affinity.ts'
import { second, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const status = (pid: number, list: string) =>
  `Name:\tspin\nTgid:\t${pid}\nPid:\t${pid}\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nThreads:\t1\nCpus_allowed_list:\t${list}\n`
const runs = (pid: number) => ({ pid, ran: 0.5, stat: { comm: 'spin', state: 'R', processor: 0 } })
const PIDS = [10, 11, 12]
function look(list: string, line = 2, other = 0) {
  const { was, now } = second({ cpus: [{ user: 100 }, { user: other }], lines: [line, 0] })
  const more = Object.fromEntries(PIDS.map((pid) => [`/proc/${pid}/task/${pid}/status`, status(pid, list)]))
  return lookAt(affinity, { was, now: { ...now, ...more }, ...tasks(PIDS.map(runs)) })
}

describe('AFFINITY', () => {
  test('threads in line that may not use the idle CPU', () => {
    const found = seen(look('0'))
    expect(found).toMatchObject({ seen: 'warning', hold: false, value: 2, scope: { pids: PIDS } })
    expect(found.says).toBe(
      '2.00 threads stand in line for CPU 0 while another is idle: spin 10 and 2 others may run on CPU 0 only.',
    )
    expect(found.next).toContain('taskset -acp 0,1 10')
  })

  test('at its limit and its exit', () => {
    expect(seen(look('0', 1)).hold).toBe(false)
    expect(seen(look('0', 0.5))).toMatchObject({ hold: true, seen: 'info' })
    clear(look('0', 0.4))
  })

  test('threads that may run everywhere are only not moved yet', () => {
    expect(clear(look('0-1')).evidence.at(-1)?.seen).toBe(0)
  })

  test('where no CPU is idle it is a matter of work, not of place', () => {
    clear(look('0', 2, 60))
  })

  test('where they may run is not read yet; no run queues in this kernel', () => {
    const { was, now } = second({ cpus: [{ user: 100 }, {}], lines: [2, 0] })
    expect(notEvaluable(lookAt(affinity, { was, now })).missing).toBe('pending')
    notEvaluable(lookAt(affinity, second({ cpus: [{ user: 100 }, {}] })))
    expect(notEvaluable(lookAt(affinity, { now })).missing).toBe('pending')
  })

  test('without /proc/schedstat pressure is the sign, and the wait of threads the line', () => {
    const { was, now } = second({ cpus: [{ user: 100 }, {}], cpu: 80 })
    const more = Object.fromEntries(PIDS.map((pid) => [`/proc/${pid}/task/${pid}/status`, status(pid, '0')]))
    const waits = PIDS.map((pid) => ({ ...runs(pid), waited: 0.6 }))
    const found = seen(lookAt(affinity, { was, now: { ...now, ...more }, ...tasks(waits) }))
    expect(found.value).toBeCloseTo(1.8)
    expect(notEvaluable(lookAt(affinity, { was, now })).missing).toBe('pending')
    clear(lookAt(affinity, second({ cpus: [{ user: 100 }, {}], cpu: 10 })))
  })
})
