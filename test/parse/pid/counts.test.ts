import { expect, test } from 'vitest'
import { descriptors, mappings } from '../../../src/parse/pid/counts.ts'
import { ParseError } from '../../../src/source.ts'

test('are asked for by path, and are numbers', () => {
  expect(descriptors(7).path).toBe('count:/proc/7/fd')
  expect(mappings(7).path).toBe('lines:/proc/7/maps')
  expect(descriptors(7).parse(Buffer.from('12'))).toBe(12)
  expect(() => mappings(7).parse(Buffer.from(''))).toThrow(ParseError)
})
