import { count, countShort, percent } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { byShare, type Limit, limits, NEAR } from '../../model/system/limits.ts'
import type { Style } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { bar } from '../facts.ts'
import type { Column, Drill, TableSection } from '../view.ts'

/** Tables of the kernel that can run full, nearest to it first. */
export function limitSection(snapshot: Snapshot, priority: number, from?: number): TableSection {
  const all = byShare(snapshot.get(limits))
  const row = (at: number) => all[at] as Limit
  return {
    kind: 'table',
    id: 'system-limits',
    title: text`Limits of the kernel, nearest first`,
    priority,
    least: 4,
    ...(from !== undefined && { from }),
    count: all.length,
    columns: limitColumns(row),
    sort: { by: 'share', reverse: true },
    id_of: (at) => row(at).id,
    key: (at) => row(at).id,
    style: (at) => (row(at).share === null ? 'dim' : 'plain'),
    drill: (at) => DRILLS[row(at).id] ?? null,
    empty: text`no limit could be read`,
  }
}

const PROCESSES: Drill = { view: 'processes', about: {}, title: text`Processes` }
const DRILLS: Readonly<Record<string, Drill>> = {
  pids: PROCESSES,
  threads: PROCESSES,
  nr_open: PROCESSES,
  map_count: PROCESSES,
  files: PROCESSES,
}

function limitColumns(row: (at: number) => Limit): readonly Column[] {
  return [
    words(
      { id: 'limit', title: 'LIMIT', help: 'what there is a fixed number of', width: 19, priority: 1 },
      (at) => row(at).name,
    ),
    numbers(
      {
        id: 'used',
        title: 'USED',
        help: 'in use now; by user, by process: the kernel keeps no sum, so there is no gauge',
        width: 10,
        priority: 1,
      },
      'count',
      (at) => row(at).used,
      (value, at) => (value === null && row(at).counted.startsWith('by ') ? clean(row(at).counted) : count(value)),
    ),
    numbers(
      { id: 'max', title: 'MAX', help: 'how many there may be; max: no limit', width: 7, priority: 1 },
      'count',
      (at) => row(at).max,
      countShort,
    ),
    numbers(
      { id: 'share', title: '%USED', help: `marked from ${NEAR * 100} % on`, width: 6, priority: 1 },
      'percent',
      (at) => row(at).share,
      (value) => ({ text: percent(value), style: styleOf(value) }),
    ),
    words(
      { id: 'gauge', title: 'GAUGE', help: 'the same as a bar', width: 12, priority: 2 },
      () => null,
      (at) => ({ text: gauge(row(at).share), style: styleOf(row(at).share) }),
    ),
    words(
      {
        id: 'full',
        title: 'WHEN FULL',
        help: 'what happens then',
        width: 14,
        priority: 3,
        grow: true,
        wish: 45,
        sentence: true,
      },
      (at) => row(at).full,
    ),
    words(
      { id: 'file', title: 'SET IN', help: 'the kernel file with the limit', width: 41, priority: 5 },
      (at) => row(at).file,
    ),
  ]
}

function styleOf(share: number | null): Style {
  return (share ?? 0) >= 0.95 ? 'critical' : (share ?? 0) >= NEAR ? 'warning' : 'plain'
}

function gauge(share: number | null): Text {
  if (share === null) return text``
  return join(
    bar([{ share, style: 'block1', mark: '#' }], 12).map((span) => span.text),
    text``,
  )
}

/** As declared, for help. */
export const LIMIT_COLUMNS = limitColumns(() => {
  throw new Error('a declared column has no rows')
})
