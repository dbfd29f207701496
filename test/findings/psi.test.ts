import { describe, expect, test } from 'vitest'
import { psi } from '../../src/findings/psi.ts'
import { PF_KTHREAD } from '../../src/parse/pid/stat.ts'
import { processes, record } from '../model/record.ts'
import { clear, type Files, lookAt, notEvaluable, pairs, pressureOf, seen } from './looks.ts'

const KINDS = ['cpu', 'memory', 'io'] as const
const files = (of: Partial<Record<(typeof KINDS)[number], string>>): Files =>
  Object.fromEntries(KINDS.map((kind) => [`/proc/pressure/${kind}`, of[kind] ?? pressureOf(0)]))
const look = (of: Parameters<typeof files>[0]) => lookAt(psi, { now: files(of) })

describe('PSI', () => {
  test('stalls for memory are harm at once', () => {
    expect(seen(look({ memory: pressureOf(10) }))).toMatchObject({ seen: 'warning', hold: false, value: 0.1 })
    expect(seen(look({ memory: pressureOf(30) })).seen).toBe('critical')
    const full = seen(look({ memory: pressureOf(9, 2) }))
    expect(full).toMatchObject({ seen: 'warning', value: 0.02 })
    expect(full.says).toBe('In 2.0 % of the time nobody that had work could go on for want of memory.')
  })

  test('cpu and io say no more than where to look, however high', () => {
    expect(seen(look({ cpu: pressureOf(95) })).seen).toBe('info')
    expect(seen(look({ io: pressureOf(95, 95) })).seen).toBe('info')
  })

  test('what harms goes before what only stands out', () => {
    expect(seen(look({ cpu: pressureOf(100), memory: pressureOf(10) })).says).toContain('memory')
  })

  test('at its exit and below', () => {
    expect(seen(look({ memory: pressureOf(5) })).hold).toBe(true)
    expect(clear(look({ memory: pressureOf(4.9), cpu: pressureOf(19), io: pressureOf(19, 9) })).evidence).toHaveLength(
      5,
    )
  })

  test('what the averages prove of the time before the first look, and no more', () => {
    const held = (avg10: number, avg60: number) =>
      seen(look({ memory: `some avg10=${avg10.toFixed(2)} avg60=${avg60.toFixed(2)} avg300=0.00 total=0\n` })).held
    // A whole stall that began 8 s ago lifts avg60 to 12.5 %: a longer one at less is possible, a shorter one is not.
    expect(held(100 * (1 - Math.exp(-8 / 10)), 100 * (1 - Math.exp(-8 / 60)))).toBeCloseTo(8, 1)
    expect(held(12, 0)).toBeLessThan(1.3)
    expect(held(100, 90)).toBeCloseTo(60 * Math.log(10), 0)
    expect(Number.isFinite(held(100, 100))).toBe(true)
    expect(held(6, 12)).toBe(0)
  })

  test('the work of kswapd is no stall, unless programs wait too', () => {
    const thread = record(50, { comm: 'kswapd0', flags: PF_KTHREAD })
    const stalled = (change: Readonly<Record<string, number>>, kswapd = 0.3) => {
      const vmstat = (at: number) =>
        pairs({
          allocstall_normal: 5,
          workingset_restore_anon: 0,
          workingset_restore_file: 0,
          ...(at > 0 ? change : {}),
        })
      const memory = pressureOf(19.5, 14.6)
      return lookAt(psi, {
        was: { ...files({}), '/proc/vmstat': vmstat(0) },
        now: { ...files({ memory: `${memory.replace(/total=\d+/g, 'total=195000')}` }), '/proc/vmstat': vmstat(1) },
        processes: processes(1000, [thread], [kswapd * 1e9]),
        processesWas: processes(999, [thread], [0]),
      })
    }
    clear(stalled({}))
    expect(seen(stalled({}, 0)).seen).toBe('critical')
    expect(seen(stalled({ allocstall_normal: 6 })).seen).toBe('critical')
    clear(stalled({ workingset_restore_file: 200 }))
    expect(seen(stalled({ workingset_restore_file: 300 })).seen).toBe('critical')
    // Of 50 % over a minute kswapd had 30 and the disk none: what is left has gone on for a shorter time.
    const held = (kswapd: number, kind = 'memory') => {
      const average = 'some avg10=50.00 avg60=50.00 avg300=0.00 total='
      const vmstat = pairs({ allocstall_normal: 5, workingset_restore_anon: 0, workingset_restore_file: 0 })
      const at = (total: number) => ({ ...files({ [kind]: `${average}${total}\n` }), '/proc/vmstat': vmstat })
      return seen(
        lookAt(psi, {
          was: at(0),
          now: at(500_000),
          processes: processes(1000, [thread], [kswapd * 1e9]),
          processesWas: processes(999, [thread], [0]),
        }),
      ).held
    }
    expect(held(0)).toBeCloseTo(60 * Math.LN2, 1)
    expect(held(0.3)).toBeCloseTo(-60 * Math.log(1 - 0.2), 1)
    expect(held(0.42)).toBe(0)
    expect(held(0.3, 'io')).toBeCloseTo(60 * Math.LN2, 1)
  })

  test('between two samples the exact time counts, not the average that lags', () => {
    const was = files({ memory: pressureOf(40) })
    clear(lookAt(psi, { now: was, was }))
  })

  test('what follows in the wake of a memory stall is no part of that episode', () => {
    const kept = { memoryAt: 990e9 }
    const busy = { now: files({ cpu: pressureOf(95) }) }
    expect(clear(lookAt(psi, { ...busy, at: 1000, kept })).kept).toEqual(kept)
    expect(seen(lookAt(psi, { ...busy, at: 1016, kept })).seen).toBe('info')
    expect(seen(lookAt(psi, { now: files({ memory: pressureOf(12) }), at: 1000, kept })).kept).toEqual({
      memoryAt: 1000e9,
    })
  })

  test('PSI switched off', () => {
    expect(notEvaluable(lookAt(psi, { now: {} }))).toMatchObject({ missing: 'off', remedy: 'boot with psi=1' })
  })
})
