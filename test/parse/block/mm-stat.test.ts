import { expect, test } from 'vitest'
import { parseMmStat } from '../../../src/parse/block/mm-stat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes } from '../fixture.ts'

test('as zram writes it', () => {
  const line = ' 16777216   204800   262144 33554432   270336       12        0        3        7\n'
  expect(parseMmStat(bytes(line))).toEqual({
    original: 16777216,
    compressed: 204800,
    used: 262144,
    limit: 33554432,
    most: 270336,
    samePages: 12,
    hugePages: 3,
  })
})

test('a limit of 0 is none, and an old kernel has fewer fields', () => {
  const { limit, hugePages } = parseMmStat(bytes('0 0 0 0 0 0 0\n'))
  expect([limit, hugePages]).toEqual([Number.POSITIVE_INFINITY, undefined])
})

test('refuses a line that is cut', () => {
  expect(() => parseMmStat(bytes('1 2 3\n'))).toThrow(ParseError)
  expect(() => parseMmStat(bytes(''))).toThrow(ParseError)
})
