import { describe, expect, test } from 'vitest'
import { victimWait } from '../../src/findings/victim-wait.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const BUSY = second({ cpus: [{ user: 100 }, { user: 100 }], lines: [1, 1], cpu: 60 })
const hogs: readonly Task[] = [10, 11].map((pid) => ({ pid, ran: 0.9, waited: 0.1, stat: { comm: 'spin', pgrp: 10 } }))
const web = (change: Partial<Task> = {}): Task => ({
  pid: 99,
  ran: 0.2,
  waited: 0.8,
  stat: { comm: 'web', pgrp: 99 },
  ...change,
})
const look = (...all: readonly Task[]) => lookAt(victimWait, { ...BUSY, ...tasks([...hogs, ...all]) })

describe('VICTIM-WAIT', () => {
  test('names the one that waits and the job that has the CPUs', () => {
    const found = seen(look(web()))
    expect(found).toMatchObject({ seen: 'critical', value: 0.8 })
    expect(found.says).toBe(
      'web 99 has no CPU in 80.0 % of the time it could run, because spin 10 uses 180.0 % of a CPU.',
    )
    expect(found.scope).toMatchObject({ pids: [99] })
  })

  test('at its limit, and below', () => {
    expect(seen(look(web({ ran: 0.7, waited: 0.3 })))).toMatchObject({ seen: 'warning', hold: false })
    expect(seen(look(web({ ran: 0.75, waited: 0.25 }))).hold).toBe(true)
    clear(look(web({ ran: 0.9, waited: 0.1 })))
  })

  test('one that gets next to nothing is a victim too', () => {
    seen(look(web({ ran: 0, waited: 0.2 })))
    seen(look(web({ ran: 0.05, waited: 0.1 })))
  })

  test.each([
    ['a nice one gives way', { stat: { comm: 'web', pgrp: 99, nice: 10 } }],
    ['a batch one too', { stat: { comm: 'web', pgrp: 99, policy: 3 } }],
    ['the job itself is no victim', { stat: { comm: 'web', pgrp: 10 } }],
    ['one that hardly wants a CPU is late now and then', { ran: 0.04, waited: 0.19 }],
    ['a moment in line is not felt', { ran: 0.05, waited: 0.09 }],
  ])('%s', (_, change) => {
    clear(look(web(change)))
  })

  test('of one job, the one that was not made nice waits for those that were', () => {
    const nice = hogs.map((hog) => ({ ...hog, stat: { ...hog.stat, nice: 19 } }))
    const all = tasks([...nice, web({ stat: { comm: 'web', pgrp: 10 } })])
    expect(seen(lookAt(victimWait, { ...BUSY, ...all })).seen).toBe('critical')
  })

  test('without a sign threads are not asked, and that is clear', () => {
    const quiet = second({ cpus: [{ user: 10 }], lines: [0.01], cpu: 1 })
    expect(clear(lookAt(victimWait, quiet)).evidence[0]?.seen).toBe(1)
  })

  test('not evaluable: threads not looked at yet, one sample', () => {
    expect(notEvaluable(lookAt(victimWait, BUSY)).missing).toBe('pending')
    expect(notEvaluable(lookAt(victimWait, { now: {}, was: {} })).missing).toBe('absent')
  })

  test('one that its own quota holds back waits for nobody else', () => {
    const at = (throttled: number) => ({
      '/proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n',
      '/sys/fs/cgroup/web/cpu.stat': `usage_usec 5\nnr_periods ${throttled}\nnr_throttled ${throttled}\nthrottled_usec 5\n`,
    })
    const all = tasks([...hogs, web({ cgroup: '/web' })])
    const files = (throttled: number) => ({ was: { ...BUSY.was, ...at(0) }, now: { ...BUSY.now, ...at(throttled) } })
    clear(lookAt(victimWait, { ...files(9), ...all }))
    seen(lookAt(victimWait, { ...files(0), ...all }))
  })
})
