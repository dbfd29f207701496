import { expect, test } from 'vitest'
import { unescapeOctal } from '../../src/parse/octal.ts'

test.each([
  ['/plain', '/plain'],
  ['/a\\040b\\011c\\012d\\134e\\043', '/a b\tc\nd\\e#'],
  ['\\134040', '\\040'],
  ['/a\\04', '/a\\04'],
  ['/a\\999', '/a\\999'],
])('%j', (escaped, plain) => {
  expect(unescapeOctal(escaped)).toBe(plain)
})
