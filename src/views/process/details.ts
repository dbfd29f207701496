import type { Style } from '../../style.ts'
import type { Text } from '../../text.ts'
import { orderColumn } from '../column.ts'
import type { Column, TableSection } from '../view.ts'

/** One thing that is known, in a table that can be scrolled and filtered. */
export interface Detail {
  readonly subject: Text
  readonly what: Text
  readonly value: Text
  readonly style?: Style
}

export function detailsSection(id: string, details: readonly Detail[], empty: Text): TableSection {
  const at = (row: number) => details[row] as Detail
  return {
    kind: 'table',
    id,
    priority: 3,
    least: 4,
    title: null,
    count: details.length,
    columns: detailColumns(at),
    sort: { by: 'order', reverse: false },
    id_of: (row) => row,
    key: (row) => `${at(row).subject} ${at(row).what}`,
    style: (row) => at(row).style ?? 'plain',
    empty,
  }
}

function detailColumns(at: (row: number) => Detail): readonly Column[] {
  const words = (id: string, title: string, help: string, width: number, cell: (row: number) => Text): Column => ({
    id,
    title,
    help,
    width,
    align: 'left',
    priority: 1,
    unit: 'text',
    cell,
    by: cell,
  })
  return [
    { ...words('subject', 'ABOUT', 'what it belongs to: filter by it', 10, (row) => at(row).subject), once: true },
    words('what', 'WHAT', 'name, as the kernel has it', 18, (row) => at(row).what),
    { ...words('value', 'VALUE', 'what is known; n/a: no right to read it', 20, (row) => at(row).value), grow: true },
    orderColumn('the order of this page'),
  ]
}
