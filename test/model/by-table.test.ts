import { expect, test } from 'vitest'
import { byTable } from '../../src/model/by-table.ts'

test('worked out once for each table, also where what came of it says nothing', () => {
  const asked: object[] = []
  const of = byTable((table: { readonly rows: number }) => {
    asked.push(table)
    return table.rows === 0 ? null : { rows: table.rows }
  })
  const [full, empty] = [{ rows: 3 }, { rows: 0 }]
  expect(of(full)).toEqual({ rows: 3 })
  expect(of(full)).toBe(of(full))
  expect([of(empty), of(empty)]).toEqual([null, null])
  expect(asked).toEqual([full, empty])
})
