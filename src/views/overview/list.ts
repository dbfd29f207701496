import { text } from '../../text.ts'
import { orderColumn } from '../column.ts'
import type { TableSection } from '../view.ts'
import { type Row, wordsOf } from './row.ts'

/** Cells for words to find: of a line, all. */
const WHOLE = 200

/** Lines that are chosen and opened as rows of a table are. */
export function listSection(rows: readonly Row[]): TableSection {
  const row = (at: number) => rows[at] as Row
  return {
    kind: 'table',
    id: 'overview',
    title: null,
    priority: 1,
    least: 5,
    count: rows.length,
    columns: [
      {
        id: 'line',
        title: 'LINE',
        help: 'findings, what was ruled out, a line for each subject, and who uses most of what is short; Enter opens it',
        width: 10,
        grow: true,
        align: 'left',
        priority: 1,
        unit: 'text',
        files: ['cmdline'],
        cell: (at) => wordsOf(row(at).line(WHOLE)),
      },
      orderColumn('as it stands on the screen'),
    ],
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).key,
    key: (at) => row(at).key,
    line: (at, cells) => row(at).line(cells),
    under: (at) => row(at).under,
    pid: (at) => row(at).pid ?? 0,
    drill: (at) => row(at).drill,
    empty: text`nothing to show`,
  }
}
