import { expect, test } from 'vitest'
import type { RequestRates } from '../../../src/model/disks/rates.ts'
import { isSlow } from '../../../src/model/disks/slow.ts'

const requests = (perSecond: number | null, wait: number | null, size: number | null): RequestRates => ({
  perSecond,
  bytesPerSecond: null,
  mergedPerSecond: null,
  mergedShare: null,
  await: wait,
  size,
})

test('many small requests that take 50 ms are slow', () => {
  expect(isSlow(requests(5, 0.05, 4096))).toBe(true)
  expect(isSlow(requests(5, 0.049, 4096))).toBe(false)
})

test('of a few an average says nothing, and large ones take long by nature', () => {
  expect(isSlow(requests(4, 1, 4096))).toBe(false)
  expect(isSlow(requests(60, 0.2, 128 * 1024))).toBe(true)
  expect(isSlow(requests(60, 0.2, 1024 * 1024))).toBe(false)
})

test('what is not known is not slow', () => expect(isSlow(requests(null, null, null))).toBe(false))
