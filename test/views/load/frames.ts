import { expect } from 'vitest'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { Line } from '../../../src/style.ts'
import { chartLines, chartRows } from '../../../src/ui/chart.ts'
import { shareRows } from '../../../src/ui/layout.ts'
import { TABLE } from '../../../src/ui/state.ts'
import { drawTable, tableLines } from '../../../src/ui/table.ts'
import type { Place, View } from '../../../src/views/view.ts'

/** The pane's lines without header, tabs and footer. */
export function paneText(view: View, snapshot: Snapshot, place: Place, columns: number, rows: number): string {
  const sections = view.sections(snapshot, place).filter(({ from = 0 }) => rows >= from)
  const claims = sections.map((section) => ({
    priority: section.priority,
    least: section.least,
    most:
      section.kind === 'table'
        ? tableLines(section)
        : section.kind === 'lines'
          ? section.lines(columns, rows).length
          : chartRows(section),
  }))
  const shares = shareRows(claims, rows)
  const lines = sections.flatMap((section, i): readonly Line[] => {
    const height = shares[i] as number
    if (height === 0) return []
    if (section.kind === 'lines') return section.lines(columns, rows).slice(0, height)
    if (section.kind === 'chart') return chartLines(section, columns, height)
    return drawTable(section, TABLE, { width: columns, height, focused: false }, null).lines
  })
  const text = lines.map((line) =>
    line.spans
      .map((span) => span.text)
      .join('')
      .trimEnd(),
  )
  for (const line of text) expect([...line].length).toBeLessThanOrEqual(columns)
  return text.join('\n')
}
