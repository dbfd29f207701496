import { expect, test } from 'vitest'
import { parseSwitch } from '../../../src/parse/devices/zswap.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes } from '../fixture.ts'

test.each([
  ['Y\n', true],
  ['N\n', false],
  ['1\n', true],
  ['0\n', false],
])('%j', (file, on) => {
  expect(parseSwitch(bytes(file))).toBe(on)
})

test('refuses anything else', () => {
  expect(() => parseSwitch(bytes('yes\n'))).toThrow(ParseError)
  expect(() => parseSwitch(bytes(''))).toThrow(ParseError)
})
