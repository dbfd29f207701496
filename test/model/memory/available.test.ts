import { expect, test } from 'vitest'
import { available } from '../../../src/model/memory/available.ts'
import { CASES, captured } from './captured.ts'

test.each(CASES)('%s: the reckoning comes to what the kernel says', async (folder) => {
  const now = (await captured(folder, available)).get(available)
  if (!now) throw new Error('not reckoned')
  // Halves of an odd number of pages are cut off.
  expect(Math.abs(now.sum - (now.kernel ?? Number.NaN))).toBeLessThanOrEqual(4096)
  expect(now.free - now.reserve + now.cache + now.slab).toBe(now.sum)
  expect(now.reserve).toBeGreaterThan(0)
})
