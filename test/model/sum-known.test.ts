import { expect, test } from 'vitest'
import { sumKnown } from '../../src/model/sum-known.ts'

test('those that are known; of none there is no sum', () => {
  expect(sumKnown([1, null, 2])).toBe(3)
  expect(sumKnown([0])).toBe(0)
  expect(sumKnown([null])).toBeNull()
  expect(sumKnown([])).toBeNull()
})
