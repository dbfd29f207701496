import { expect, test } from 'vitest'
import { orderColumn } from '../../src/views/column.ts'

test('the order of rows is counted from 1, as it is shown and as a filter compares it, and seen only when chosen', () => {
  const column = orderColumn('the order of paths')
  expect([0, 1, 41].map((row) => [column.cell(row), column.by?.(row)])).toEqual([
    ['1', 1],
    ['2', 2],
    ['42', 42],
  ])
  expect(column).toMatchObject({ id: 'order', priority: 0, unit: 'count', place: true, help: 'the order of paths' })
  // The first row first: the other way round only for who asks.
  expect(column.descending).toBeUndefined()
})
