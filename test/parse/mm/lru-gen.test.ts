import { expect, test } from 'vitest'
import { lruGen, parseLruGen } from '../../../src/parse/mm/lru-gen.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: built in and off', () => {
  expect(lruGen.parse(fixture('load-d/t0/sys/kernel/mm/lru_gen/enabled'))).toEqual({ on: false, bits: 0 })
})

test('on is bit 0', () => {
  expect(parseLruGen(bytes('0x0007\n'))).toEqual({ on: true, bits: 7 })
  expect(parseLruGen(bytes('0x0006\n')).on).toBe(false)
})

test.each(['', '7\n', '0x\n', '0xzz\n'])('refuses %j', (file) => {
  expect(() => parseLruGen(bytes(file))).toThrow(ParseError)
})
