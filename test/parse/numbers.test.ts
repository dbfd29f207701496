import { expect, test } from 'vitest'
import { parseNumbers } from '../../src/parse/numbers.ts'
import { ParseError } from '../../src/source.ts'
import { bytes } from './fixture.ts'

test('tabs or blanks between them', () => {
  expect(parseNumbers(bytes('32768\t60999\n'))).toEqual([32768, 60999])
  expect(parseNumbers(bytes('21759 29014 43518\n'))).toEqual([21759, 29014, 43518])
})

test.each(['', '\n', '1\tx\n', '1.5\n'])('refuses %j', (file) => {
  expect(() => parseNumbers(bytes(file))).toThrow(ParseError)
})
