import { expect, test } from 'vitest'
import { roomOf } from '../../../src/model/numa/room.ts'
import type { Zone } from '../../../src/parse/zoneinfo.ts'

const zone = (change: Partial<Zone>): Zone => ({
  node: 0,
  name: 'Normal',
  free: 1000,
  min: 50,
  low: 100,
  high: 150,
  spanned: 10_000,
  present: 10_000,
  managed: 10_000,
  protection: [0, 0, 0, 0],
  stats: new Map(),
  perCpu: 0,
  nodeStats: null,
  ...change,
})
const filled = (total: number | null, free: number | null, cache: number | null) => ({ total, free, cache })

test('ok above low, low at it', () => {
  expect(roomOf(filled(1e6, 1e5, 2e5), [zone({ free: 101 })], 4096)).toEqual({ state: 'ok', low: 409_600 })
  expect(roomOf(filled(1e6, 1e5, 2e5), [zone({ free: 100 })], 4096).state).toBe('low')
})

test('full: below low, and next to no page cache', () => {
  expect(roomOf(filled(1e6, 2e4, 49_999), [zone({ free: 10 })], 4096).state).toBe('full')
  expect(roomOf(filled(1e6, 2e4, 50_000), [zone({ free: 10 })], 4096).state).toBe('low')
})

test('what a lower zone keeps for others is no room; a zone without pages is none', () => {
  const dma = zone({ name: 'DMA', free: 500, protection: [0, 0, 450, 450] })
  const movable = zone({ name: 'Movable', managed: 0, free: 0, low: 0 })
  expect(roomOf(filled(1e6, 1e5, 2e5), [dma, zone({ free: 10 }), movable], 4096).state).toBe('low')
  expect(roomOf(filled(1e6, 1e5, 2e5), [zone({ ...dma, free: 551 }), zone({ free: 10 })], 4096).state).toBe('ok')
})

test('no memory at all, and nothing known', () => {
  expect(roomOf(filled(0, 0, 0), [], 4096)).toEqual({ state: 'none', low: null })
  expect(roomOf(filled(1e6, null, 1), [zone({})], 4096).state).toBe('unknown')
  expect(roomOf(filled(1e6, 1e5, 1), null, 4096)).toEqual({ state: 'unknown', low: null })
})
