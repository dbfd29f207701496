import { expect, test } from 'vitest'
import {
  beatOf,
  crowdFor,
  crowdOf,
  isSliced,
  isTime,
  nextBeat,
  offsetOf,
  RESOURCES,
  restOf,
} from '../../src/findings/beats.ts'
import { NOTHING_KNOWN } from '../../src/findings/engine.ts'
import { UNSEEN } from '../../src/findings/memory.ts'
import { rule } from './machine.ts'

const S = 1e9

test('a beat lies between where the time of one has come since; one that is a little early counts', () => {
  expect(isTime(5 * S, 9.6 * S, 5)).toBe(false)
  expect(isTime(5 * S, 9.8 * S, 5)).toBe(true)
  expect(isTime(9.8 * S, 11 * S, 5)).toBe(false)
  expect(isTime(30 * S, 38 * S, 300, 37.5)).toBe(true)
})

test('the next beat is the first at which it is time', () => {
  for (const [at, beat, offset] of [
    [4, 5, 0],
    [9.8, 5, 0],
    [30, 300, 37.5],
    [200, 300, 112.5],
  ] as const) {
    const next = nextBeat(at * S, beat, offset)
    expect(isTime(at * S, (next - 0.4) * S, beat, offset)).toBe(false)
    expect(isTime(at * S, (next - 0.2) * S, beat, offset)).toBe(true)
  }
})

test('at rest no two resources look at one sample', () => {
  const offsets = RESOURCES.map(offsetOf)
  expect(new Set(offsets).size).toBe(RESOURCES.length)
  expect(Math.max(...offsets)).toBeLessThan(300)
})

test('at rest a rule looks each 300 s, or as it says; one that is armed never more often', () => {
  const armed = { ...UNSEEN, lookedAt: 1, armedUntil: 2 }
  expect(restOf(rule('A'), UNSEEN, 0)).toBe(300)
  expect(restOf(rule('A', { resting: 20 }), UNSEEN, 0)).toBe(20)
  expect(restOf(rule('A', { resting: 20 }), armed, 0)).toBe(300)
  expect(restOf(rule('A'), armed, 60)).toBe(600)
  expect(restOf(rule('A', { every: 900 }), UNSEEN, 0)).toBe(900)
})

test('awake it looks five times in its window, at a common beat; what is dear is rarer', () => {
  const awake = { ...NOTHING_KNOWN, awake: new Map([['cpu', 1] as const]) }
  const armed = { ...awake, rules: new Map([['A', { ...UNSEEN, lookedAt: 1, armedUntil: 2 }]]) }
  expect(beatOf(rule('A'), NOTHING_KNOWN, 0, 0)).toBeNull()
  expect(beatOf(rule('A', { window: 4 }), awake, 0, 0)).toBe(1)
  expect(beatOf(rule('A', { window: 12 }), awake, 0, 0)).toBe(5)
  expect(beatOf(rule('A', { window: 400 }), awake, 0, 0)).toBe(80)
  expect(beatOf(rule('A', { window: 12 }), armed, 0, 0)).toBe(5)
  expect(beatOf(rule('A', { window: 12 }), armed, 0, 12)).toBe(15)
})

test('a crowd is the seconds that a look at all its threads takes; what comes in slices anyway waits for none', () => {
  const value = { load1: 1, load5: 1, load15: 1, runnable: 1, threads: 6000, lastPid: 1 }
  const sample = { at: 0, files: new Map([['/proc/loadavg', { at: 0, value }]]), processes: null }
  const sliced = rule('A', { dear: () => ({ processes: { everybody: ['owner'] } }) })
  const sees = { ...UNSEEN, track: { ...UNSEEN.track, run: [{}] as never } }
  expect(crowdOf(sample)).toBe(20)
  expect(crowdOf({ ...sample, files: new Map() })).toBe(0)
  expect([isSliced(sliced, UNSEEN), isSliced(rule('A'), UNSEEN)]).toEqual([true, false])
  expect([crowdFor(sliced, UNSEEN, 20), crowdFor(sliced, sees, 20), crowdFor(rule('A'), sees, 20)]).toEqual([20, 0, 20])
})
