import { expect, test } from 'vitest'
import { text } from '../../src/text.ts'
import { wholeRow } from '../../src/ui/whole-row.ts'
import { orderColumn } from '../../src/views/column.ts'
import type { Column } from '../../src/views/view.ts'
import { stateOf } from './drawing.ts'
import { drawn, tableOf } from './fake-table.ts'

const THINGS = tableOf([{ name: 'first thing', cpu: 3 }])

function said(more: readonly Column[]): readonly string[] {
  const { table } = drawn({ ...THINGS, columns: [...THINGS.columns, ...more] })
  const { dialog } = wholeRow({ state: stateOf('processes'), table }).state
  return dialog?.kind === 'answer' ? dialog.lines.map((line) => line.trim()) : []
}

test('columns that are not on the screen are said too, but not which row of the table it is', () => {
  const hidden: Column = { ...orderColumn('hidden'), id: 'locked', title: 'LOCKED', cell: () => text`12K` }
  const { place, ...seldom } = hidden
  expect(place).toBe(true)
  expect(said([seldom, orderColumn('the order of things')])).toEqual([
    '%CPU    3',
    'NAME    first thing',
    'LOCKED  12K',
  ])
})

test('of no row there is nothing to say', () => {
  const state = stateOf('processes')
  expect(wholeRow({ state, table: null }).state).toBe(state)
  expect(wholeRow({ state, table: drawn(tableOf([])).table }).state).toBe(state)
})
