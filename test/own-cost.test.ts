import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { OwnCost } from '../src/own-cost.ts'
import type { State } from '../src/ui/state.ts'
import { stateOf } from './ui/drawing.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const processes = stateOf('processes', { interval: 1 })
const swap = stateOf('swap', { interval: 1 })
const load = stateOf('load', { interval: 1 })

/** Whytop as it uses so much CPU between two samples, so many ms apart. */
function begin() {
  const cost = new OwnCost()
  const used = { user: 0, system: 0 }
  vi.spyOn(process, 'cpuUsage').mockImplementation(() => ({ ...used }))
  const sample = (state: State, cpuMs: number, ms = 1000) => {
    vi.advanceTimersByTime(ms)
    used.user += cpuMs * 750
    used.system += cpuMs * 250
    cost.measure(state)
    const { cpu, isOld } = cost.known(state)
    return cpu === null ? null : `${isOld ? '~' : ''}${Math.round(cpu * 1000) / 10}`
  }
  const samples = (state: State, ...cpuMs: readonly number[]) => cpuMs.map((ms) => sample(state, ms))
  return { cost, sample, samples }
}

describe('what whytop costs', () => {
  test('is known after the first whole interval; the second sample, which comes early, tells nothing', () => {
    const { cost, sample } = begin()
    expect(sample(processes, 200, 50)).toBeNull()
    expect(sample(processes, 60, 300)).toBeNull()
    expect(cost.known(processes)).toEqual({ cpu: null, rss: null, isOld: false })
    expect(sample(processes, 5, 1000)).toBe('5')
    expect(cost.known(processes).rss).toBeGreaterThan(2 ** 20)
  })

  test('is told over four samples at a time, so that it is calm', () => {
    const { sample, samples } = begin()
    sample(processes, 0)
    expect(samples(processes, 10, 30, 20, 20)).toEqual(['1', '2', '2', '2'])
    expect(samples(processes, 80, 0, 0, 0)).toEqual(['2', '2', '2', '2'])
    expect(samples(processes, 4, 4, 4, 4)).toEqual(['2', '2', '2', '0.4'])
  })

  test('is of the pane one looks at alone, an interval after one came there; until then the last stays, known to be old', () => {
    const { cost, samples } = begin()
    samples(processes, 10, 10, 10, 10, 10, 10)
    expect(cost.known(swap)).toMatchObject({ cpu: 0.01, isOld: true })
    expect(cost.known(processes)).toMatchObject({ cpu: 0.01, isOld: false })
    // What it took to get there is in the first.
    expect(samples(swap, 500, 50, 50)).toEqual(['~1', '5', '5'])
    expect(cost.known(swap).rss).not.toBeNull()
    expect(samples(processes, 90)).toEqual(['~5'])
    // Left before anything was known of it: what is old stays old, and is its own again where it is from.
    expect(samples(load, 70)).toEqual(['~5'])
    expect(samples(swap, 90, 10)).toEqual(['5', '1'])
  })

  test('begins anew with a page, a switch and an interval', () => {
    const { samples } = begin()
    const at = (change: object) => {
      const [tile] = processes.tiles
      const visit = tile?.trail.at(-1)
      if (!visit) throw new Error('no place')
      return { ...processes, tiles: [{ trail: [{ ...visit, place: { ...visit.place, ...change } }] }] }
    }
    samples(processes, 10, 10)
    expect(samples(at({ page: 'other' }), 500, 20)).toEqual(['~1', '2'])
    expect(samples(at({ switches: { threads: true } }), 500, 40)).toEqual(['~2', '4'])
    expect(samples({ ...processes, interval: 0.5 }, 500, 10)).toEqual(['~4', '1'])
  })

  test('keeps the memory that was known last while it cannot be asked', () => {
    const { cost, samples } = begin()
    samples(processes, 10, 10)
    const { rss } = cost.known(processes)
    vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE', syscall: 'uv_resident_set_memory' })
    })
    expect(samples(processes, 20, 20, 20)).toEqual(['2', '2', '2'].map(() => expect.any(String)))
    expect(cost.known(processes).rss).toBe(rss)
  })

  test('is not disturbed by keys that lead nowhere else', () => {
    const { samples } = begin()
    samples(processes, 10, 10, 10)
    expect(samples({ ...processes, notice: null, paused: true, tiles: structuredClone(processes.tiles) }, 10)).toEqual([
      '1',
    ])
  })
})
