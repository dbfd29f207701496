import { expect, test } from 'vitest'
import { counterRates, localShare, missShare, NO_RATES, sumRates } from '../../../src/model/numa/counters.ts'

const counts = (hit: number) => ({ hit, miss: 4, foreign: 6, interleave: 0, local: 10, other: 0 })

test('growth per second; a reset (numa_stat off and on) is unknown', () => {
  const after = { at: 3e9, value: counts(30) }
  expect(counterRates({ at: 1e9, value: counts(10) }, after)).toMatchObject({ hit: 10, miss: 0, other: 0 })
  expect(counterRates({ at: 1e9, value: counts(31) }, after).hit).toBeNull()
  expect(counterRates(null, after)).toEqual(NO_RATES)
})

test('a sum over nodes is known only where each of them is', () => {
  const one = { hit: 1, miss: 2, foreign: 3, interleave: 4, local: 5, other: 6 }
  expect(sumRates([one, one])).toEqual({ hit: 2, miss: 4, foreign: 6, interleave: 8, local: 10, other: 12 })
  expect(sumRates([one, { ...one, miss: null }])).toMatchObject({ hit: 2, miss: null })
  expect(sumRates([])).toEqual(NO_RATES)
})

test('shares; of nothing none', () => {
  expect(localShare({ local: 3, other: 1 })).toBe(0.75)
  expect(missShare({ hit: 3, miss: 1 })).toBe(0.25)
  expect(localShare({ local: 0, other: 0 })).toBeNull()
  expect(missShare({ hit: null, miss: 1 })).toBeNull()
})
