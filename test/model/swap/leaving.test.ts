import { describe, expect, test } from 'vitest'
import { type Area, swapAreas } from '../../../src/model/swap/areas.ts'
import { fillsZram, isZramOnly, leavingArea } from '../../../src/model/swap/leaving.ts'
import { swapLevel } from '../../../src/model/swap/level.ts'
import { captured } from '../memory/captured.ts'

test('a captured area is whole, and counts in full', async () => {
  const snapshot = await captured('swap-4node', swapAreas, swapLevel)
  const [level, areas] = [snapshot.get(swapLevel), snapshot.get(swapAreas)]
  expect(areas).toHaveLength(1)
  expect(leavingArea(level, areas)).toBe(false)
  expect(leavingArea(level && { ...level, total: level.used }, areas)).toBe(true)
  expect(leavingArea(null, areas)).toBe(false)
  expect(isZramOnly(areas)).toBe(false)
  expect(isZramOnly((areas ?? []).map((area) => ({ ...area, kind: 'zram' as const })))).toBe(true)
  expect(isZramOnly([])).toBe(false)
})

describe('an area of compressed memory before one on a disk', () => {
  const area = (kind: Area['kind'], used: number, priority: number): Area => {
    const rest = { path: `/dev/${kind}`, type: 'partition', deleted: false, zram: null }
    return { ...rest, kind, used, size: 1000, priority }
  }

  test('holds all that is swapped while the disk is empty', () => {
    expect(isZramOnly([area('zram', 10, 100), area('partition', 0, -2)])).toBe(true)
    expect(isZramOnly([area('zram', 10, 100), area('partition', 1, -2)])).toBe(false)
    expect(isZramOnly([area('zram', 0, 100), area('partition', 0, -2)])).toBe(true)
    expect(isZramOnly([area('zram', 0, -3), area('partition', 0, -2)])).toBe(false)
  })

  test('is filled first, if its priority says so, until it is full', () => {
    expect(fillsZram([area('zram', 10, 100), area('partition', 1, -2)])).toBe(true)
    expect(fillsZram([area('zram', 1000, 100), area('partition', 0, -2)])).toBe(false)
    expect(fillsZram([area('zram', 10, 100), area('partition', 10, 100)])).toBe(false)
    expect(fillsZram([area('zram', 10, -3), area('partition', 10, -2)])).toBe(false)
    expect(fillsZram([])).toBe(false)
    expect(fillsZram(null)).toBe(false)
  })
})
