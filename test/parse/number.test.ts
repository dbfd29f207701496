import { expect, test } from 'vitest'
import { parseNumber } from '../../src/parse/number.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  expect(parseNumber(fixture('load-d/t0/proc/sys/kernel/pid_max'))).toBe(32768)
  expect(parseNumber(fixture('load-d/t0/proc/sys/vm/overcommit_memory'))).toBe(0)
  expect(parseNumber(fixture('load-d/t0/proc/1/oom_score'))).toBe(
    Number(fixture('load-d/t0/proc/1/oom_score').toString()),
  )
})

test('no limit is Infinity, less than none stays', () => {
  expect(parseNumber(bytes('max\n'))).toBe(Number.POSITIVE_INFINITY)
  expect(parseNumber(bytes('9223372036854771712\n'))).toBe(Number.POSITIVE_INFINITY)
  expect(parseNumber(bytes(String(2 ** 40)))).toBe(2 ** 40)
  expect(parseNumber(bytes('-1000'))).toBe(-1000)
})

test.each(['', '\n', '1 2\n', '0x10\n', '1.5\n', 'none\n'])('refuses %j', (file) => {
  expect(() => parseNumber(bytes(file))).toThrow(ParseError)
})
