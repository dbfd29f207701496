import type { Culprit } from '../../model/findings.ts'
import { clean, text, width } from '../../text.ts'
import { orderColumn, words } from '../column.ts'
import type { Column, Drill, TableSection } from '../view.ts'

/** What one would act on, the first one first; Enter goes where it is shown. */
export function culpritSection(culprits: readonly Culprit[], room: number): TableSection {
  const row = (at: number) => culprits[at] as Culprit
  return {
    kind: 'table',
    id: 'finding-culprits',
    title: text`Culprits`,
    priority: 1,
    least: Math.min(Math.max(1, culprits.length), 3) + 2,
    count: culprits.length,
    columns: culpritColumns(row, nameCells(culprits, room)),
    sort: { by: 'order', reverse: false },
    id_of: (at) => `${row(at).kind}:${row(at).key}:${at}`,
    key: (at) => `${row(at).kind}:${row(at).key}:${at}`,
    pid: (at) => pidOf(row(at)),
    drill: (at) => drillOf(row(at)),
    empty: text`nobody in particular`,
  }
}

/** `PID:STARTTIME`, of a thread `PID:STARTTIME:TID`; 0: it is no process. */
function pidOf({ kind, key }: Culprit): number {
  return kind === 'process' || kind === 'thread' ? Number.parseInt(key, 10) || 0 : 0
}

function drillOf(culprit: Culprit): Drill | null {
  const title = clean(culprit.name)
  if (culprit.drill) return { ...culprit.drill, title }
  const pid = pidOf(culprit)
  const start = Number(culprit.key.split(':')[1])
  return pid > 0 && Number.isFinite(start) ? { view: 'process', about: { pid, start }, title } : null
}

/** Cells of KIND, of the gaps, and of ITS PART at least. */
const OTHERS = 13
const PART = 30
const LEAST = 20

/** Of the names: as much as they need, and their part stands beside them; null: there is no room for it. */
function nameCells(culprits: readonly Culprit[], room: number): number | null {
  const most = room - OTHERS - PART
  return most < LEAST ? null : Math.min(most, Math.max(LEAST, ...culprits.map(({ name }) => width(clean(name)))))
}

function culpritColumns(row: (at: number) => Culprit, cells: number | null): readonly Column[] {
  return [
    words(
      { id: 'kind', title: 'KIND', help: 'what it is: a process, a cgroup, a device, a peer …', width: 9, priority: 1 },
      (at) => row(at).kind,
    ),
    words(
      {
        id: 'name',
        title: 'NAME',
        help: 'its name; of a process with its pid',
        width: cells ?? LEAST,
        grow: cells === null,
        priority: 1,
      },
      (at) => row(at).name,
    ),
    words(
      { id: 'share', title: 'ITS PART', help: 'how much of it is its doing', width: PART, grow: true, priority: 1 },
      (at) => row(at).share ?? null,
      (at) => clean(row(at).share ?? ''),
    ),
    orderColumn('whom to look at first'),
  ]
}
