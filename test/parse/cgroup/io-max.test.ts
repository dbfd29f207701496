import { expect, test } from 'vitest'
import { parseBlkioLimit, parseIoMax } from '../../../src/parse/cgroup/io-max.ts'
import { ParseError } from '../../../src/source.ts'

test('v2: a line for each device', () => {
  const max = Number.POSITIVE_INFINITY
  expect(
    parseIoMax(Buffer.from('8:16 rbps=2097152 wbps=max riops=max wiops=120\n259:0 rbps=1 wbps=2 riops=3 wiops=4\n')),
  ).toEqual([
    { device: '8:16', readBytes: 2_097_152, writeBytes: max, reads: max, writes: 120 },
    { device: '259:0', readBytes: 1, writeBytes: 2, reads: 3, writes: 4 },
  ])
  expect(parseIoMax(Buffer.from(''))).toEqual([])
  expect(() => parseIoMax(Buffer.from('8:16 rbps=-1\n'))).toThrow(ParseError)
})

test('v1: a number for each device', () => {
  expect(parseBlkioLimit(Buffer.from('8:16 1048576\n8:32 7\n'))).toEqual(
    new Map([
      ['8:16', 1_048_576],
      ['8:32', 7],
    ]),
  )
  expect(parseBlkioLimit(Buffer.from(''))).toEqual(new Map())
  expect(() => parseBlkioLimit(Buffer.from('8:16 max\n'))).toThrow(ParseError)
})
