import { describe, expect, test } from 'vitest'
import { pastBurst } from '../../src/findings/past-burst.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const psi = (avg10: number, avg300: number) =>
  `some avg10=${avg10.toFixed(2)} avg60=0.00 avg300=${avg300.toFixed(2)} total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`
const load = (load1: number, load5: number) => second({ cpus: [{}, {}, {}, {}], load: [load1, load5, 1] }).now

describe('PAST-BURST', () => {
  test('a load that is over, and who has the CPU time of its children', () => {
    const shell = (pid: number, ticks: number): Task => ({ pid, stat: { comm: 'cron', cutime: ticks } })
    const found = seen(
      lookAt(pastBurst, { now: load(1, 4.2), ...tasks([shell(1, 9e6), shell(20, 5000), shell(21, 100)]) }),
    )
    expect(found).toMatchObject({ seen: 'info', value: 4.2 })
    expect(found.says).toBe(
      'The load was 4.20 over 5 minutes and is 1.00 now. It is over. Of the CPU time of ended children most belongs to those of cron 20.',
    )
    expect(found.culprits.map(({ key }) => key)).toEqual(['20:20', '21:21'])
  })

  test('at its limits, and a load that kept nobody waiting', () => {
    seen(lookAt(pastBurst, { now: load(1, 2.01) }))
    clear(lookAt(pastBurst, { now: load(1, 2) }))
    clear(lookAt(pastBurst, { now: load(0.1, 1.9) }))
  })

  test('as long as more runs than there are CPUs it goes on', () => {
    const running = (count: number) => second({ cpus: [{}, {}], load: [20, 70, 9], running: count }).now
    clear(lookAt(pastBurst, { now: running(4) }))
    seen(lookAt(pastBurst, { now: running(3) }))
  })

  test('pressure of the last minutes that is gone', () => {
    const look = (avg10: number, avg300: number) =>
      lookAt(pastBurst, { now: { ...load(0, 0), '/proc/pressure/io': psi(avg10, avg300) } })
    expect(seen(look(0, 5)).says).toBe(
      'Threads waited for disks in 5.0 % of the last 5 minutes, and in 0.0 % of the last 10 s. It is over.',
    )
    clear(look(0, 4.9))
    // It goes on.
    clear(look(20, 30))
  })

  test('no load average', () => {
    expect(notEvaluable(lookAt(pastBurst, { now: {} })).missing).toBe('absent')
  })
})
