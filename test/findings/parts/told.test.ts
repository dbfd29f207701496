import { expect, test } from 'vitest'
import { amount, count, events, flow, share } from '../../../src/findings/parts/told.ts'

test('each with its unit; a share in percent, as its limit is', () => {
  expect(share('x', 0.25, 10, 'f')).toEqual({ what: 'x', seen: 25, limit: 10, unit: '%', from: 'f' })
  const units = [amount, flow, events, count].map((tell) => tell('x', 7, 5, 'f'))
  expect(units.map(({ seen, limit, unit }) => [seen, limit, unit])).toEqual([
    [7, 5, 'B'],
    [7, 5, 'B/s'],
    [7, 5, '/s'],
    [7, 5, ''],
  ])
})

test('what is not known stays so, and is not 0', () => {
  for (const tell of [share, amount, flow, events, count]) expect(tell('x', null, null, 'f').seen).toBeNull()
})
