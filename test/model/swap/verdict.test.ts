import { describe, expect, test } from 'vitest'
import type { Area } from '../../../src/model/swap/areas.ts'
import type { SwapLevel } from '../../../src/model/swap/level.ts'
import type { SwapTraffic } from '../../../src/model/swap/traffic.ts'
import { isFull, MOVED, quietFor, swapState } from '../../../src/model/swap/verdict.ts'

const GIB = 2 ** 30
const LEVEL = { total: GIB, used: GIB / 2, free: GIB / 2 } as SwapLevel
const traffic = (into: number | null, out: number | null, device = into) =>
  ({ in: device, allIn: into, allOut: out }) as SwapTraffic

describe('level and rate are told apart', () => {
  test.each([
    ['none', { ...LEVEL, total: 0, used: 0, free: 0 }, traffic(0, 0)],
    ['empty', { ...LEVEL, used: 0, free: GIB }, traffic(0, 0)],
    ['empty', { ...LEVEL, used: 0, free: GIB }, traffic(null, null)],
    ['unknown', LEVEL, traffic(null, null)],
    ['cold', LEVEL, traffic(0, 0)],
    ['leaving', LEVEL, traffic(0, 50 << 20)],
    ['returning', LEVEL, traffic(1000, 0)],
    ['active', LEVEL, traffic(1 << 20, 0)],
    // Pages of zeros come back without a read.
    ['returning', LEVEL, traffic(50 << 20, 0, 0)],
  ] as const)('%s', (state, level, rates) => {
    expect(swapState(level as SwapLevel, rates, null)).toBe(state)
  })

  test('from RAM it takes ten times as much', () => {
    const zram = [{ kind: 'zram' } as Area]
    expect(swapState(LEVEL, traffic(5 << 20, 0), zram)).toBe('returning')
    expect(swapState(LEVEL, traffic(10 << 20, 0), zram)).toBe('active')
    expect(swapState(LEVEL, traffic(5 << 20, 0), [...zram, { kind: 'file' } as Area])).toBe('active')
  })
})

test('full below a tenth free, never where there is none', () => {
  expect(isFull({ ...LEVEL, free: GIB * 0.1 })).toBe(false)
  expect(isFull({ ...LEVEL, free: GIB * 0.09 })).toBe(true)
  expect(isFull({ ...LEVEL, total: 0, free: 0 })).toBe(false)
})

test('how long nothing moved, as far as it was watched', () => {
  const watched = (moved: readonly number[]) => ({
    at: moved.map((_, i) => i * 1e9),
    series: new Map([[MOVED, moved]]),
  })
  expect(quietFor(watched([5, 0, 0, 0]))).toBe(2)
  expect(quietFor(watched([0, 0, 0]))).toBe(2)
  expect(quietFor(watched([0, 0, 7]))).toBeNull()
  expect(quietFor(watched([0, Number.NaN, 0, 0]))).toBe(1)
  expect(quietFor({ at: [1e9], series: new Map() })).toBeNull()
})
