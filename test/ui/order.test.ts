import { describe, expect, test } from 'vitest'
import { compareKeys, type Order, type OrderInput, orderRows, type SortKey } from '../../src/ui/order.ts'
import { random } from '../random.ts'

interface Row {
  readonly id: number
  readonly key: SortKey
  readonly hidden: boolean
}

function inputOf(rows: readonly Row[], reverse = false, by = 'cpu'): OrderInput {
  return {
    count: rows.length,
    ids: rows.map(({ id }) => id),
    numeric: rows.every(({ key }) => typeof key !== 'string'),
    key: (row) => (rows[row] as Row).key,
    shows: (row) => !(rows[row] as Row).hidden,
    by,
    reverse,
  }
}

/** The ids in the order shown. */
function idsOf(order: Order): readonly (string | number)[] {
  return order.rows.map((row) => order.ids[row] as string | number)
}

/** As told by one plain sort: keys, unknown last, then as in the table. */
function plainOrder(rows: readonly Row[], reverse: boolean): readonly number[] {
  const shown = rows.map((row, at) => ({ ...row, at })).filter((row) => !row.hidden)
  return shown
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || a.at - b.at
      const less = a.key < b.key ? -1 : a.key > b.key ? 1 : 0
      return (reverse ? -less : less) || a.at - b.at
    })
    .map(({ id }) => id)
}

/** Some processes end, some begin, some change their key, some are hidden; now and then the table itself is shuffled. */
function changed(rows: readonly Row[], next: () => number, of: (value: number) => SortKey): readonly Row[] {
  const key = () => (next() < 0.15 ? null : of(Math.floor(next() * 8)))
  const kept = rows
    .filter(() => next() > 0.1)
    .map((row) => (next() < 0.2 ? { ...row, key: key() } : row))
    .map((row) => (next() < 0.1 ? { ...row, hidden: !row.hidden } : row))
  const born = Array.from({ length: Math.floor(next() * 5) }, () => ({
    id: Math.floor(next() * 1e6),
    key: key(),
    hidden: false,
  }))
  const all = [...new Map([...kept, ...born].map((row) => [row.id, row])).values()]
  return next() < 0.7
    ? all.sort((a, b) => a.id - b.id)
    : all.sort((a, b) => ((a.id * 7919) % 101) - ((b.id * 7919) % 101))
}

describe.each([
  ['numbers', (value: number) => value],
  ['words', (value: number) => `w${value}`],
] as const)('%s', (_, of) => {
  test.each([false, true])('after any changes the order is that of one plain sort (reverse: %s)', (reverse) => {
    for (let seed = 1; seed <= 150; seed++) {
      const next = random(seed)
      let rows: readonly Row[] = []
      let last: Order | null = null
      for (let step = 0; step < 12; step++) {
        rows = changed(rows, next, of)
        last = orderRows(last, inputOf(rows, reverse))
        expect(idsOf(last), `seed ${seed}, step ${step}`).toEqual(plainOrder(rows, reverse))
      }
    }
  })
})

test('unknown comes last, whichever way', () => {
  const rows = [3, null, 1, null, 2].map((key, id) => ({ id, key, hidden: false }))
  expect(idsOf(orderRows(null, inputOf(rows)))).toEqual([2, 4, 0, 1, 3])
  expect(idsOf(orderRows(null, inputOf(rows, true)))).toEqual([0, 4, 2, 1, 3])
  expect([compareKeys(null, 0, true), compareKeys(0, null, false), compareKeys(null, null, true)]).toEqual([1, -1, 0])
})

test('another column or direction is another order', () => {
  const rows = [2, 1, 3].map((key, id) => ({ id, key, hidden: false }))
  const first = orderRows(null, inputOf(rows))
  expect(idsOf(orderRows(first, inputOf(rows, true)))).toEqual([2, 0, 1])
  const other = rows.map((row) => ({ ...row, key: -row.key }))
  expect(idsOf(orderRows(first, inputOf(other, false, 'mem')))).toEqual([2, 0, 1])
})

test('each row is shown once, also where two have the same identity', () => {
  const twice = [
    { id: 7, key: 1, hidden: false },
    { id: 7, key: 1, hidden: false },
    { id: 8, key: 0, hidden: false },
  ]
  const first = orderRows(null, inputOf(twice))
  const next = orderRows(first, inputOf([{ id: 1, key: 5, hidden: false }, ...twice]))
  expect([...next.rows].sort()).toEqual([0, 1, 2, 3])
})

test('the last order is left as it was', () => {
  const rows = [2, 1, 3].map((key, id) => ({ id, key, hidden: false }))
  const first = orderRows(null, inputOf(rows))
  const before = structuredClone(first)
  orderRows(first, inputOf(rows.map((row) => ({ ...row, key: row.key === 2 ? 9 : row.key }))))
  expect(first).toEqual(before)
})
