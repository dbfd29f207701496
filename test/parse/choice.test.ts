import { expect, test } from 'vitest'
import { parseChoice } from '../../src/parse/choice.ts'
import { ParseError } from '../../src/source.ts'
import { bytes } from './fixture.ts'

test.each([
  ['always [madvise] never\n', 'madvise', 3],
  ['[always] madvise never', 'always', 3],
  ['none\n', 'none', 1],
  ['[none]\n', 'none', 1],
])('%j', (file, chosen, options) => {
  const choice = parseChoice(bytes(file))
  expect([choice.chosen, choice.options.length]).toEqual([chosen, options])
  expect(choice.options.join('')).not.toContain('[')
})

test.each(['', 'always never\n'])('refuses %j: nothing is chosen', (file) => {
  expect(() => parseChoice(bytes(file))).toThrow(ParseError)
})
