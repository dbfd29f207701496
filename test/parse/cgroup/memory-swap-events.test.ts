import { expect, test } from 'vitest'
import { parseMemorySwapEvents } from '../../../src/parse/cgroup/memory-swap-events.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  expect(parseMemorySwapEvents(fixture('swap-4node/t1/sys/fs/cgroup/batch.slice/memory.swap.events'))).toEqual({
    high: 0,
    max: 0,
    fail: 0,
  })
})

test('what an older kernel does not count is left out', () => {
  expect(parseMemorySwapEvents(bytes('max 3\nfail 4\n'))).toEqual({ max: 3, fail: 4 })
})

test('refuses a line that is cut', () => {
  expect(() => parseMemorySwapEvents(bytes('max\n'))).toThrow(ParseError)
})
