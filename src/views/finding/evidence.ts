import type { Evidence } from '../../model/findings.ts'
import { clean, text, width } from '../../text.ts'
import { amount } from '../amount.ts'
import { orderColumn, words } from '../column.ts'
import type { Cell, Column, TableSection } from '../view.ts'

/** What was seen, against which limit, and in which kernel file: the first convinces most. */
export function evidenceSection(evidence: readonly Evidence[], room: number): TableSection {
  const row = (at: number) => evidence[at] as Evidence
  return {
    kind: 'table',
    id: 'finding-evidence',
    title: text`Evidence`,
    priority: 2,
    least: Math.min(evidence.length, 3) + 2,
    count: evidence.length,
    columns: evidenceColumns(row, widthOf(evidence, room)),
    sort: { by: 'order', reverse: false },
    id_of: (at) => at,
    key: (at) => `${at}`,
    empty: text`what has ended keeps no evidence`,
  }
}

/** Cells of SEEN and LIMIT, of the gaps, and of a kernel file at least. */
const OTHERS = 26
const FILE = 24
const LEAST = 20

/** Of what was measured: as much as it needs, and the kernel file has the rest; null: there is no room for the file. */
function widthOf(evidence: readonly Evidence[], room: number): number | null {
  const most = room - OTHERS - FILE
  if (most < LEAST) return null
  const needed = Math.max(LEAST, ...evidence.map(({ what }) => width(clean(what))))
  return Math.min(most, needed)
}

function evidenceColumns(row: (at: number) => Evidence, cells: number | null): readonly Column[] {
  const isOver = ({ seen, limit }: Evidence) => typeof seen === 'number' && typeof limit === 'number' && seen >= limit
  const seen = (at: number): Cell => {
    const { seen: value, unit } = row(at)
    return { text: amount(value, unit), style: isOver(row(at)) ? 'strong' : 'plain' }
  }
  return [
    words(
      {
        id: 'what',
        title: 'WHAT',
        help: 'what was measured',
        width: cells ?? LEAST,
        grow: cells === null,
        sentence: true,
        priority: 1,
      },
      (at) => row(at).what,
    ),
    {
      id: 'seen',
      title: 'SEEN',
      help: 'its value now, with its unit',
      width: 11,
      align: 'right',
      priority: 1,
      unit: 'text',
      cell: seen,
    },
    {
      id: 'limit',
      title: 'LIMIT',
      help: 'what it is compared with; it can be changed in the config file; nothing: it is told, not compared',
      width: 10,
      align: 'right',
      priority: 1,
      unit: 'text',
      cell: (at) => (row(at).limit === null ? text`` : amount(row(at).limit, row(at).unit)),
    },
    words(
      {
        id: 'from',
        title: 'KERNEL FILE',
        help: 'the file and field it was read from',
        width: FILE,
        grow: true,
        priority: 1,
      },
      (at) => row(at).from,
    ),
    orderColumn('what convinces most comes first'),
  ]
}
