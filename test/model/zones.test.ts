import { expect, test } from 'vitest'
import { defaultMinFree } from '../../src/model/memory/min-free.ts'
import { zones } from '../../src/model/zones.ts'
import { parseZoneinfo } from '../../src/parse/zoneinfo.ts'
import { fixture } from '../parse/fixture.ts'
import { CASES, captured } from './memory/captured.ts'

test.each(CASES)('%s: the watermarks are what the formulas say', async (folder) => {
  const { zones: all, minFree, scaleFactor } = (await captured(folder, zones)).get(zones)
  expect(all.length).toBeGreaterThan(1)
  for (const { min, low, high, gap, boost, managed } of all) {
    const expected = Math.max(Math.floor((min - boost) / 4), Math.floor((managed * (scaleFactor ?? 0)) / 10_000))
    expect(Math.abs(gap - expected)).toBeLessThanOrEqual(4096)
    expect(low).toBe(min + gap)
    expect(Math.abs(high - min - 2 * gap)).toBeLessThanOrEqual(4096)
  }
  const sum = all.reduce((min, zone) => min + zone.min - zone.boost, 0)
  expect(Math.abs(sum - (minFree ?? Number.NaN))).toBeLessThanOrEqual(all.length * 4096)
})

test.each(CASES)('%s: min_free_kbytes is the default of this machine', async (folder) => {
  const { minFree, minFreeDefault } = (await captured(folder, zones)).get(zones)
  expect(minFreeDefault?.by).toBe('capped')
  expect(Math.abs((minFreeDefault?.bytes ?? 0) / (minFree ?? Number.NaN) - 1)).toBeLessThan(0.03)
})

test('the default by the size of RAM, and raised for huge pages', () => {
  const [zone] = parseZoneinfo(fixture('load-d/t0/proc/zoneinfo'))
  if (!zone) throw new Error('no zone')
  const large = (name: string) => ({ ...zone, name, managed: 4 * 1024 ** 2 })
  const three = [large('DMA'), large('DMA32'), large('Normal'), large('Movable')]
  const huge = 2 * 1024 * 1024
  // 48 GiB in three zones: the fourth does not count.
  expect(defaultMinFree(three, { on: false, size: huge }, 4096)).toEqual({ bytes: 28_377 * 1024, by: 'root' })
  expect(defaultMinFree(three, { on: true, size: huge }, 4096)).toEqual({ bytes: 67_584 * 1024, by: 'thp' })
  expect(defaultMinFree([large('Normal')], { on: false, size: null }, 4096 * 4096).bytes).toBe(262_144 * 1024)
})

test('against the watermarks, and how long until low', async () => {
  const now = (await captured('swap-4node', zones)).get(zones)
  expect(now.zones.map(({ key, level }) => `${key} ${level}`)).toEqual([
    '0 DMA above high',
    '0 DMA32 below low',
    '1 DMA32 below low',
    '2 DMA32 below low',
    '3 DMA32 below high',
  ])
  const idle = (await captured('load-d', zones)).get(zones)
  const { bytes, falls, seconds } = idle.headroom ?? {}
  expect(seconds).toBeCloseTo((bytes ?? 0) / (falls ?? 0), 6)
  for (const zone of idle.zones)
    if (zone.headroom !== null)
      expect(zone.headroom).toBeCloseTo((zone.free - zone.low - zone.reserve) / (zone.falls ?? 0), 6)
  expect(idle.zones.some(({ headroom }) => headroom !== null)).toBe(true)
})

test('a zone that does not fall has no end', async () => {
  const now = (await captured('swap-4node', zones)).get(zones)
  for (const { falls, headroom } of now.zones) if (falls === null) expect(headroom).toBeNull()
})
