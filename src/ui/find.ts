import type { Context, Outcome } from './command.ts'
import { select } from './commands-move.ts'
import { anyColumn } from './filter.ts'
import { withTable } from './state.ts'
import type { DrawnTable } from './table.ts'

/** The next row (or the one before) whose words hold these, going round at the end. `from` 0 tries the selected row first. */
export function findFrom(context: Pick<Context, 'state' | 'table'>, words: string, step: 1 | -1, from = 1): Outcome {
  const { state, table } = context
  if (!table) return { state }
  const remembered = withTable(state, table.section.id, { find: words })
  const at = hit(table, words.toLowerCase(), step, from)
  if (at < 0) return { state: { ...remembered, notice: words === '' ? null : 'not found' } }
  return select({ state: { ...remembered, notice: null }, table }, at)
}

function hit(table: DrawnTable, words: string, step: number, from: number): number {
  const count = table.rows.length
  if (words === '') return -1
  const { columns } = table.section
  const holds = columns.some((column) => column.code) ? anyColumn(columns, words) : null
  for (let tried = 0; tried < count; tried++) {
    const at = (((table.index + (from + tried) * step) % count) + count) % count
    const row = table.rows[at] as number
    if (holds ? holds(row) : rowText(table, row).includes(words)) return at
  }
  return -1
}

function rowText(table: DrawnTable, row: number): string {
  let words = ''
  for (const column of table.section.columns) {
    if (column.unit !== 'text' && column.id !== 'pid') continue
    const cell = column.cell(row)
    words += `${typeof cell === 'string' ? cell : cell.text} `
  }
  return words.toLowerCase()
}
