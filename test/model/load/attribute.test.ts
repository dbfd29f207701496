import { describe, expect, test } from 'vitest'
import { type Attribution, attribute, shares, top } from '../../../src/model/load/attribute.ts'
import type { Contribution } from '../../../src/model/load/contribution.ts'
import { decompose } from '../../../src/model/load/decompose.ts'
import type { ThreadLook } from '../../../src/model/load/thread.ts'
import { capturedThreads } from './captured.ts'
import { look, sequence } from './look.ts'

const S = 1e9

function load(threads: readonly ThreadLook[], procsRunning: number | null = null) {
  const none = new Set<string>()
  return decompose({ threads, before: null, procsRunning, reader: null, cpus: 64, throttled: none })
}

/** One look per second with the same threads, beginning with the average `load1`. */
function watched(
  threads: readonly ThreadLook[],
  seconds: number,
  load1: number | null,
  start: Attribution | null = null,
) {
  const decomposed = load(threads)
  let state = start ?? attribute(null, { at: 0, load: decomposed, load1 })
  const from = state.at
  for (let i = 1; i <= seconds; i++) state = attribute(state, { at: from + i * S, load: decomposed, load1 })
  return state
}

function whole(state: Attribution) {
  const share = shares(state)
  if (share === null) throw new Error('no load')
  const sum = (kept: ReadonlyMap<string, Contribution>) =>
    [...kept.values()].reduce((all, one) => all + one.load, 0) / share.load
  const causes = Object.values(share.causes).reduce((a, b) => a + b, 0)
  return {
    causes: causes + share.before,
    processes: sum(state.processes) + share.notFound + share.smallProcesses + share.before,
    threads: sum(state.threads) + share.notFound + share.smallThreads + share.before,
  }
}

const D = (tid: number, given: Partial<ThreadLook> = {}) =>
  look({ tid, state: 'D', wchan: 'submit_bio_wait', ...given })

test('at the first look all of it was before', () => {
  const state = attribute(null, { at: 0, load: load([D(1)]), load1: 4 })
  expect(shares(state)).toMatchObject({ before: 1, load: 4 })
  expect(state.threads.size).toBe(0)
})

test('after a minute 37 % is still from before, after five nothing to speak of', () => {
  const minute = shares(watched([D(1), D(2)], 60, 2))
  expect(minute?.before).toBeCloseTo(Math.exp(-1), 6)
  expect(minute?.causes.d_block).toBeCloseTo(1 - Math.exp(-1), 6)
  expect(minute?.load).toBeCloseTo(2, 6)
  expect(shares(watched([D(1), D(2)], 300, 2))?.before).toBeLessThan(0.01)
})

test('it is the kernel’s average: 11 threads for 75 s from rest', () => {
  expect(shares(watched(capturedThreads('load-d/t0'), 75, 0))?.load).toBeCloseTo(11 * (1 - 0.91992 ** (75 / 5)), 1)
})

test('the captured machine: who made 8.51', () => {
  const state = watched(capturedThreads('load-d/t0'), 90, 0)
  const share = shares(state)
  expect(share?.causes).toMatchObject({ d_filesystem: expect.closeTo(4 / 11), d_block: expect.closeTo(3 / 11) })
  expect(share?.causes).toMatchObject({ d_other: expect.closeTo(2 / 11), on_cpu: expect.closeTo(2 / 11) })
  expect(share?.load).toBeCloseTo(8.51, 0)
  expect(state.processes.size).toBe(11)
})

test('looks of uneven length count by their length', () => {
  const one = load([D(1)])
  const two = load([D(2)])
  let state = attribute(null, { at: 0, load: one, load1: 0 })
  state = attribute(state, { at: 1 * S, load: one, load1: 0 })
  state = attribute(state, { at: 4 * S, load: two, load1: 0 })
  const [first, second] = top(state.threads, 2)
  expect([first?.tid, second?.tid]).toEqual([2, 1])
  expect(first?.load).toBeCloseTo(1 - Math.exp(-3 / 60), 9)
  expect(second?.load).toBeCloseTo((1 - Math.exp(-1 / 60)) * Math.exp(-3 / 60), 9)
})

test('a process has all its threads, by cause', () => {
  const threads = [look({ tid: 5, pid: 5, state: 'R' }), D(6, { pid: 5 }), D(7, { pid: 5 }), D(8)]
  const [first, second] = top(watched(threads, 10, 0).processes, 5)
  expect(first).toMatchObject({ pid: 5, tid: null })
  expect(first?.by.d_block).toBeCloseTo(2 * (first?.by.on_cpu ?? 0), 9)
  expect(first?.load).toBeCloseTo(3 * (second?.load ?? 0), 9)
})

test('a pid used again is another process', () => {
  const state = watched([D(1, { starttime: 999, processStarttime: 999 })], 5, 0, watched([D(1)], 5, 0))
  expect(state.processes.size).toBe(2)
  expect(state.threads.size).toBe(2)
})

test('waiting, not found, belongs to nobody and still adds up', () => {
  const few = load([look({ tid: 1, state: 'R' })], 5)
  let state = attribute(null, { at: 0, load: few, load1: 1 })
  state = attribute(state, { at: S, load: few, load1: 1 })
  expect(shares(state)?.notFound).toBeCloseTo(shares(state)?.causes.waiting ?? 0, 9)
  expect(whole(state).threads).toBeCloseTo(1, 9)
})

describe('time not looked at', () => {
  test('is not the last look’s: the kernel’s average says how much came in it', () => {
    const state = attribute(watched([D(1)], 10, 0), { at: 3600 * S, load: load([D(1)]), load1: 7 })
    const share = shares(state)
    expect(share?.load).toBeCloseTo(7, 6)
    expect(share?.before).toBeGreaterThan(0.97)
    expect(whole(state).processes).toBeCloseTo(1, 9)
  })

  test('a clock that stood still or went back changes nothing', () => {
    const state = watched([D(1)], 3, 1)
    expect(attribute(state, { at: state.at, load: load([]), load1: 1 })).toBe(state)
    expect(attribute(state, { at: 0, load: load([]), load1: 1 })).toBe(state)
  })

  test('without /proc/loadavg the shares are of what was seen', () => {
    const state = watched([D(1)], 3, null)
    expect(state.before).toBeNull()
    expect(shares(state)).toMatchObject({ before: 0, causes: { d_block: expect.closeTo(1) } })
  })
})

test('no load, no shares', () => {
  expect(shares(watched([], 5, 0))).toBeNull()
})

test('small ones are dropped once they have left, not while they are in the load', () => {
  const many = Array.from({ length: 1000 }, (_, tid) => D(tid))
  const during = watched(many, 3, 0)
  expect(during.threads.size).toBe(1000)
  const later = watched([D(9999)], 1, 0, during)
  expect(later.threads.size).toBe(1)
  expect(later.smallThreads).toBeGreaterThan(0)
  expect(whole(later).threads).toBeCloseTo(1, 9)
})

test('of ten thousand the largest keep their names, and the sum holds', () => {
  const many = Array.from({ length: 10_000 }, (_, tid) => D(tid))
  const busy = Array.from({ length: 60 }, (_, i) => D(20_000 + i, { pid: 20_000, processStarttime: 1 }))
  const state = watched([...many, ...busy], 5, 0, watched(many, 5, 0))
  expect([state.threads.size, state.processes.size]).toEqual([1024, 1024])
  expect(top(state.processes, 1)[0]).toMatchObject({
    pid: 20_000,
    load: expect.closeTo(60 * (1 - Math.exp(-5 / 60)), 6),
  })
  expect(whole(state).threads).toBeCloseTo(1, 9)
  expect(whole(state).processes).toBeCloseTo(1, 9)
  const names = new Set(state.threads.keys())
  const later = watched([...many, ...busy], 5, 0, state)
  expect([...later.threads.keys()].every((key) => names.has(key))).toBe(true)
})

test('one of a thousand grows into a name although each look adds less than is kept', () => {
  const many = Array.from({ length: 2000 }, (_, tid) => D(tid))
  const state = watched(many, 60, 2000)
  expect(state.threads.get('7:107')?.load).toBeCloseTo(1 - Math.exp(-1), 6)
})

test('all ways to add up give 1, and memory stays bounded while threads come and go', () => {
  const random = sequence(7)
  let state = attribute(null, { at: 0, load: load([]), load1: 3 })
  let at = 0
  for (let round = 0; round < 300; round++) {
    at += (1 + random(round % 50 === 0 ? 100 : 5)) * S
    const threads = Array.from({ length: 40 }, (_, i) =>
      look({ tid: round * 20 + i, state: random(2) ? 'R' : 'D', wchan: random(2) ? 'kernel_clone' : 'jbd2_x' }),
    )
    state = attribute(state, { at, load: load(threads, random(60)), load1: random(40) })
    const { causes, processes, threads: byThread } = whole(state)
    expect(causes).toBeCloseTo(1, 9)
    expect(processes).toBeCloseTo(1, 9)
    expect(byThread).toBeCloseTo(1, 9)
    expect(state.threads.size).toBeLessThan(1040)
  }
})
