import { expect, test } from 'vitest'
import { available } from '../../../src/model/memory/available.ts'
import { zoneinfo } from '../../../src/parse/zoneinfo.ts'
import { reading, type Sample } from '../../../src/sample/sample.ts'
import { valueOf } from '../../../src/source.ts'
import { CASES, captured } from './captured.ts'

test.each(CASES)('%s: the reckoning comes to what the kernel says', async (folder) => {
  const now = (await captured(folder, available)).get(available)
  if (!now) throw new Error('not reckoned')
  expect(now.sum).toBe(now.kernel)
  expect(now.free - now.reserve + now.cache + now.slab).toBe(now.sum)
  expect(now.reserve).toBeGreaterThan(0)
})

test('a boost raises the low watermark at once, and not what is kept back: that is reckoned when watermarks are set', async () => {
  const boosted = (await captured('swap-4node', available)).samples
  const zones = (sample: Sample) => valueOf(reading(sample, zoneinfo)) ?? []
  const raised = zones(boosted.after).map((zone) => ({
    ...zone,
    boost: 100,
    min: zone.min + 100,
    low: zone.low + 100,
    high: zone.high + 100,
  }))
  const files = new Map(boosted.after.files).set(zoneinfo.path, { value: raised, at: boosted.after.at })
  const facts = { pageSize: 4096 } as Parameters<typeof available.of>[1]
  const plain = available.of(boosted, facts)
  const now = available.of({ ...boosted, after: { ...boosted.after, files } }, facts)
  expect(now?.reserve).toBe(plain?.reserve)
})
