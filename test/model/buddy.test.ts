import { expect, test } from 'vitest'
import { buddy, buddyZone } from '../../src/model/buddy.ts'
import { zones } from '../../src/model/zones.ts'
import { CASES, captured } from './memory/captured.ts'

const zone = (...blocks: readonly number[]) => buddyZone({ node: 0, zone: 'Normal', blocks }, 2, 4096)

test('unusable: what is in smaller pieces', () => {
  const { free, unusable, hugePages } = zone(4, 2, 3)
  expect(free).toBe((4 + 4 + 12) * 4096)
  expect(unusable).toEqual([0, 4 / 20, 8 / 20])
  expect(hugePages).toBe(3)
})

test('fragmentation, as the kernel reckons in thousandths', () => {
  // 100 single pages: order 2 wants 4. 1000 − (1000 + 100,000 / 4) / 100
  expect(zone(100, 0, 0).fragmentation).toEqual([null, 1 - 0.51, 1 - 0.26])
  // Hardly any memory: near 0, more would help and not compaction.
  expect(zone(1, 0, 0, 0).fragmentation[3]).toBe(1 - 1.125)
  expect(zone(0, 0, 1).fragmentation).toEqual([null, null, null])
})

test('no free memory: all of it is of no use, and none is in pieces', () => {
  expect(zone(0, 0, 0)).toMatchObject({ free: 0, unusable: [1, 1, 1], fragmentation: [0, 0, 0], hugePages: 0 })
})

test.each(CASES)('%s: the lists hold what zoneinfo says is free', async (folder) => {
  const snapshot = await captured(folder, buddy, zones)
  const { zones: lists, orders, hugeOrder } = snapshot.get(buddy)
  expect([orders, hugeOrder]).toEqual([11, 9])
  for (const { key, free } of lists) {
    const other = snapshot.get(zones).zones.find((one) => one.key === key)
    // Two files, one after the other.
    expect(Math.abs(free - (other?.free ?? Number.NaN))).toBeLessThan(8 * 1024 * 1024)
  }
})
