import { clean, text } from '../../src/text.ts'
import { TABLE, type TableState } from '../../src/ui/state.ts'
import { type DrawnTable, drawTable } from '../../src/ui/table.ts'
import type { Column, TableSection } from '../../src/views/view.ts'
import { lineText } from './drawing.ts'

export interface Item {
  readonly name: string
  readonly cpu: number | null
}

/** A table of named things with a number, as any view would declare it. */
export function tableOf(items: readonly Item[], change: Partial<TableSection> = {}): TableSection {
  const item = (row: number) => items[row] as Item
  const columns: readonly Column[] = [
    {
      id: 'cpu',
      title: '%CPU',
      help: 'CPU time; /proc/PID/stat 14',
      width: 5,
      align: 'right',
      priority: 1,
      unit: 'percent',
      descending: true,
      cell: (row) => (item(row).cpu === null ? text`-` : text`${item(row).cpu ?? 0}`),
      by: (row) => item(row).cpu,
    },
    {
      id: 'name',
      title: 'NAME',
      help: 'what it is called; /proc/PID/comm',
      width: 8,
      grow: true,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (row) => clean(item(row).name),
      by: (row) => item(row).name,
    },
  ]
  return {
    kind: 'table',
    id: 'things',
    title: null,
    priority: 1,
    least: 3,
    count: items.length,
    columns,
    sort: { by: 'cpu', reverse: true },
    id_of: (row) => item(row).name,
    key: (row) => item(row).name,
    empty: text`nothing here`,
    ...change,
  }
}

export function items(count: number): readonly Item[] {
  return Array.from({ length: count }, (_, i) => ({ name: `t${i}`, cpu: i }))
}

export function drawn(
  section: TableSection,
  state: Partial<TableState> = {},
  last: DrawnTable | null = null,
  size: { readonly width: number; readonly height: number } = { width: 30, height: 6 },
): { readonly lines: readonly string[]; readonly table: DrawnTable } {
  const { lines, drawn: table } = drawTable(section, { ...TABLE, ...state }, { ...size, focused: true }, last)
  return { lines: lines.map(lineText), table }
}

/** Keys of the rows in the order shown. */
export function keysOf({ rows, section }: DrawnTable): readonly string[] {
  return rows.map((row) => section.key(row))
}
