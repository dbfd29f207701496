import { expect, test } from 'vitest'
import { swapAreas } from '../../../src/model/swap/areas.ts'
import { isZramOnly, leavingArea } from '../../../src/model/swap/leaving.ts'
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
