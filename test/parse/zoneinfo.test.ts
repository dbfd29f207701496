import { expect, test } from 'vitest'
import { parseZoneinfo } from '../../src/parse/zoneinfo.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured: four nodes, the zones without memory too', () => {
  const zones = parseZoneinfo(fixture('swap-4node/t1/proc/zoneinfo'))
  const full = zones.filter((zone) => zone.managed > 0)
  expect(full.map(({ node, name }) => `${node} ${name}`)).toEqual(['0 DMA', '0 DMA32', '1 DMA32', '2 DMA32', '3 DMA32'])
  expect(zones.length).toBeGreaterThan(full.length)
  const [dma] = zones
  expect(dma).toMatchObject({
    free: 416,
    boost: 0,
    min: 190,
    low: 237,
    high: 284,
    spanned: 4095,
    managed: 3840,
    cma: 0,
  })
  expect(dma?.promo).toBeUndefined()
  expect(dma?.protection).toEqual([0, 235, 235, 235, 235])
  expect(dma?.stats.get('nr_zone_active_anon')).toBe(1678)
  expect(dma?.nodeStats?.get('workingset_refault_anon')).toBe(128842)
  expect(zones.map(({ nodeStats }) => nodeStats !== null).filter(Boolean)).toHaveLength(4)
})

test('free pages on the lists of single CPUs add up', () => {
  const text = fixture('swap-4node/t1/proc/zoneinfo').toString()
  const counts = [...text.matchAll(/^ +count: +(\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
  expect(counts).toBeGreaterThan(0)
  expect(parseZoneinfo(bytes(text)).reduce((sum, { perCpu }) => sum + perCpu, 0)).toBe(counts)
})

test('what newer kernels add, and what older ones lack', () => {
  const zone = (more: string) =>
    `Node 7, zone   Normal\n  pages free     5\n${more}        min      1\n        low      2\n        high     3\n        spanned  9\n        present  8\n        managed  7\n        protection: (0, 0)\n`
  expect(parseZoneinfo(bytes(zone('        boost    4\n        promo    6\n')))[0]).toMatchObject({
    boost: 4,
    promo: 6,
  })
  expect(parseZoneinfo(bytes(zone('')))[0]).not.toHaveProperty('boost')
})

test.each(['', 'nonsense\n', 'Node 0, zone DMA\n', 'Node 0, zone DMA\n  pages free 1\n  min x\n'])(
  'refuses %j',
  (file) => {
    expect(() => parseZoneinfo(bytes(file))).toThrow(ParseError)
  },
)
