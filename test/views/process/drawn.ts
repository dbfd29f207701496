import type { Snapshot } from '../../../src/model/snapshot.ts'
import { processView } from '../../../src/views/process/view.ts'
import type { Place, TableSection } from '../../../src/views/view.ts'

/** All that a page says, as plain lines: its lines, then every row of its tables. */
export function drawn(snapshot: Snapshot, place: Place, width = 100): readonly string[] {
  return processView.sections(snapshot, place).flatMap((section) => {
    if (section.kind === 'lines')
      return section.lines(width, 48).map(({ spans }) => spans.map(({ text }) => text).join(''))
    return section.kind === 'table' ? tableRows(section) : []
  })
}

function tableRows(table: TableSection): readonly string[] {
  if (table.count === 0) return [table.empty]
  return Array.from({ length: table.count }, (_, row) =>
    table.columns
      .map((column) => column.cell(row))
      .map((cell) => (typeof cell === 'string' ? cell : cell.text))
      .join(' '),
  )
}
