import { expect, test } from 'vitest'
import { nodeNumastat, parseNodeNumastat } from '../../../../src/parse/devices/node/numastat.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  const { path, parse } = nodeNumastat(0)
  expect(parse(fixture(`idle-4node/t0${path}`))).toEqual({
    hit: 3189,
    miss: 0,
    foreign: 0,
    interleave: 190,
    local: 2420,
    other: 769,
  })
})

test('what is missing or no number is refused', () => {
  expect(() => parseNodeNumastat(bytes('numa_hit 1\nnuma_miss 2\n'))).toThrow(ParseError)
  expect(() => parseNodeNumastat(bytes('numa_hit one\n'))).toThrow(ParseError)
})
