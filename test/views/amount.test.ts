import { expect, test } from 'vitest'
import { amount } from '../../src/views/amount.ts'

test.each([
  [0.234, '/s', '0.23/s'],
  [43.94, '/s', '43.9/s'],
  [1781.3, '/s', '1,781/s'],
  [20_000, '', '20,000'],
  [2.5 * 2 ** 20, 'B/s', '2.5 MiB/s'],
  [null, '%', '-'],
  ['rejected', '', 'rejected'],
])('%s %s is %s', (value, unit, says) => {
  expect(amount(value, unit)).toBe(says)
})
