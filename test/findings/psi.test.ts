import { describe, expect, test } from 'vitest'
import { psi } from '../../src/findings/psi.ts'
import { clear, type Files, lookAt, notEvaluable, pressureOf, seen } from './looks.ts'

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

  test('what the kernel has kept counts as observed', () => {
    expect(seen(look({ memory: pressureOf(12) })).held).toBe(60)
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
