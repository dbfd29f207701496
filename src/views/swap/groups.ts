import type { Grouping } from '../../model/groups.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type HolderGroup, holderGroups } from '../../model/swap/groups.ts'
import { users } from '../../model/users.ts'
import { clean, text } from '../../text.ts'
import { filterOf } from '../group-filter.ts'
import { noProcess } from '../no-process.ts'
import type { Drill, TableSection } from '../view.ts'
import { counted, type Held, heldColumns, worded } from './columns.ts'
import { holdingOf } from './holding.ts'
import { NOBODY } from './processes.ts'
import { progressOf } from './progress.ts'

/** The same sums by user, program or cgroup. Enter shows the processes of one. */
export function groupSection(snapshot: Snapshot, by: Grouping, priority: number): TableSection {
  const holding = holdingOf(snapshot)
  const { rest } = holding
  const groups = holderGroups(holding.holders, by, snapshot.get(users))
  const group = (row: number): HolderGroup | null => groups[row] ?? null
  const held = (row: number): Held => {
    const one = group(row)
    if (!one) return rest as Held
    return { ...one, rough: one.rough > 0 || one.swap === null, isRefused: one.refused === one.processes }
  }
  const name = (row: number) => {
    const one = group(row)
    return one ? (one.name ?? '(not read, or not permitted)') : NOBODY
  }
  return {
    kind: 'table',
    id: `swap-${by}`,
    title: text`By ${clean(by)} (b ends grouping)`,
    priority,
    least: 4,
    count: groups.length + (rest ? 1 : 0),
    columns: [
      counted('processes', 'PROCS', 6, 2, 'processes in the group', (row) => group(row)?.processes ?? null),
      ...heldColumns(held, true),
      {
        ...worded(by, by.toUpperCase(), 16, 1, 'what the processes have in common; (no process): see SWAPPSS', name),
        grow: true,
      },
    ],
    sort: { by: 'swap', reverse: true },
    // A group without a name and the part without a process are no names.
    id_of: (row) => (group(row) ? `=${group(row)?.name ?? ''}` : 'rest'),
    key: (row) => (group(row) ? `=${group(row)?.name ?? ''}` : 'rest'),
    style: (row) => (group(row) ? 'plain' : 'info'),
    progress: progressOf(snapshot, holding),
    drill: (row) => drillTo(group(row), by),
    empty: noProcess(snapshot),
  }
}

function drillTo(group: HolderGroup | null, by: Grouping): Drill | null {
  if (!group || group.name === null) return null
  return {
    view: 'swap',
    page: 'processes',
    about: {},
    filter: filterOf(by, group.name),
    title: clean(group.name),
    switches: { group: 'none' },
  }
}
