import { expect, test } from 'vitest'
import { countersOf } from './reclaim/counters.ts'

test('growth a second of what this kernel has, together', () => {
  const counted = countersOf({ a: 10, b: 5 }, { a: 30, b: 5, c: 7 })
  expect(counted.interval).toBe(2)
  expect(counted.perSecond('a')).toBe(10)
  expect(counted.perSecond('a', 'b', 'nowhere')).toBe(10)
  expect(counted.bytesPerSecond('a')).toBe(10 * 4096)
  expect([counted.now('c'), counted.bytes('c'), counted.has('c')]).toEqual([7, 7 * 4096, true])
})

test('unknown: what it has not, what was not there before, what went back, and the first look', () => {
  const counted = countersOf({ a: 10 }, { a: 3, c: 7 })
  expect([counted.perSecond('nowhere'), counted.perSecond('c'), counted.perSecond('a')]).toEqual([null, null, null])
  expect(counted.now('nowhere')).toBeNull()
  expect(countersOf(null, { a: 3 }).perSecond('a')).toBeNull()
})

test('names by their start, in order', () => {
  const counted = countersOf(null, { allocstall_dma: 1, x: 2, allocstall_normal: 3 })
  expect(counted.named('allocstall')).toEqual(['allocstall_dma', 'allocstall_normal'])
  expect([counted.isBefore('x', 'allocstall_normal'), counted.isBefore('x', 'allocstall_dma')]).toEqual([true, false])
})
