import { commandOf } from '../../model/command.ts'
import { type Confined, confinedOf } from '../../model/numa/confined.ts'
import { type NumaNode, numaNodes } from '../../model/numa/nodes.ts'
import { memsOf, type Placed, placedRows } from '../../model/numa/placement.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { listText } from '../../parse/list.ts'
import type { Style } from '../../style.ts'
import { clean, text } from '../../text.ts'
import { commandColumn, numbered, words } from '../column.ts'
import { sweepProgress } from '../sweep-progress.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import { counted, sized } from './column.ts'
import { memsWords } from './process-columns.ts'
import { drillToProcess, refused } from './processes.ts'

/** Pages by policy and node of each process, and whether it is confined to nodes that are full. */
export function policySection(snapshot: Snapshot, priority: number): TableSection {
  const nodes = snapshot.get(numaNodes)
  const all = placedRows(snapshot.tasks.rows)
  const placed = (row: number) => all[row] as Placed
  const key = (row: number) => `${placed(row).process.pid}:${placed(row).process.stat.starttime} ${placed(row).policy}`
  return {
    kind: 'table',
    id: 'numa-policies',
    title: text`Pages by policy and node of each process${refused(snapshot)}`,
    progress: sweepProgress(snapshot.tasks.sweep, ['numa_maps']),
    priority,
    least: 5,
    count: all.length,
    columns: policyColumns(placed, nodes),
    sort: { by: 'rank', reverse: true },
    id_of: key,
    key,
    pid: (row) => placed(row).process.pid,
    style: (row) => (placed(row).policy === 'default' ? 'dim' : 'plain'),
    drill: (row) => drillToProcess(placed(row).process),
    empty: text`numa_maps of no process could be read yet: of others it needs root`,
  }
}

function policyColumns(placed: (row: number) => Placed, nodes: readonly NumaNode[]): readonly Column[] {
  const confined = (row: number) => confinedOf(placed(row), memsOf(placed(row).process), nodes)
  return [
    numbered(
      { id: 'pid', title: 'PID', help: 'process id; /proc/PID', width: 7, priority: 1 },
      (row) => placed(row).process.pid,
    ),
    {
      ...words(
        {
          id: 'policy',
          title: 'POLICY',
          help: 'bind: these nodes only; prefer: first there; interleave: in turn; local: where it runs; default: as the task; numa_maps',
          width: 14,
          priority: 1,
        },
        (row) => placed(row).policy,
      ),
      files: ['numa_maps'],
    },
    {
      ...words(
        {
          id: 'mems',
          title: 'MEMS',
          help: 'nodes its cpuset lets it use; /proc/PID/status Mems_allowed_list',
          width: 6,
          priority: 5,
        },
        (row) => memsWords(placed(row).process),
      ),
      files: ['status'],
    },
    sized(
      { id: 'total', title: 'TOTAL', help: 'pages under this policy, on all nodes; /proc/PID/numa_maps', priority: 1 },
      (row) => placed(row).total,
    ),
    ...nodes.map(({ id }) =>
      sized(
        {
          id: `node${id}`,
          title: `NODE${id}`,
          help: `of them on node ${id}; /proc/PID/numa_maps N${id}=`,
          priority: nodes.length > BESIDE ? 5 : 3,
        },
        (row) => placed(row).nodes.get(id) ?? 0,
      ),
    ),
    counted(
      {
        id: 'maps',
        title: 'MAPS',
        help: 'mappings under this policy; lines of /proc/PID/numa_maps',
        width: 6,
        priority: 6,
      },
      (row) => placed(row).mappings,
    ),
    {
      id: 'state',
      title: 'BECAUSE',
      help: 'what it is confined to, and whether there is room; numa_maps, Mems_allowed_list, /proc/zoneinfo',
      width: 24,
      align: 'left',
      priority: 2,
      unit: 'text',
      sentence: true,
      cell: (row) => confinedCell(confined(row)),
      by: (row) => confinedWords(confined(row)),
    },
    commandColumn((row) => commandOf(placed(row).process), { wish: 24 }),
    {
      id: 'rank',
      title: 'RANK',
      help: 'what is confined to full nodes first, then what is confined at all, then by size',
      width: 4,
      align: 'right',
      priority: 0,
      unit: 'count',
      descending: true,
      cell: (row) => text`${rankOf(placed(row), confined(row))}`,
      by: (row) => rankOf(placed(row), confined(row)) * 2 ** 50 + Math.min(placed(row).total, 2 ** 49),
    },
  ]
}

function rankOf({ policy }: Placed, confined: Confined | null): number {
  if (!confined) return policy === 'default' ? 0 : 1
  if (confined.full.length > 0) return 4
  return confined.low.length > 0 ? 3 : 2
}

function confinedCell(confined: Confined | null): Cell {
  const said = confinedWords(confined)
  if (!confined || said === null) return { text: text`-`, style: 'dim' }
  return { text: clean(said), style: styleOf(confined) }
}

/** Who is bound to full nodes only can have no page any more. */
function styleOf({ by, nodes, full, low }: Confined): Style {
  if (full.length === nodes.length && by !== 'prefers') return 'critical'
  return full.length + low.length > 0 ? 'warning' : 'plain'
}

/** So many nodes have room beside the command in 80 columns: of more, some would say less than none. */
const BESIDE = 2

/** `bound to node 0, full`; of several nodes those that are short come first, where no width cuts them: `node 1 low; bound to node 0-1`. */
function confinedWords(confined: Confined | null): string | null {
  if (!confined) return null
  const { by, nodes, full, low } = confined
  const head = {
    bound: `bound to ${named(nodes)}`,
    cpuset: `cpuset: ${named(nodes)}`,
    prefers: `prefers ${named(nodes)}`,
  }[by]
  const short = full.length > 0 ? full : low
  if (short.length === 0) return head
  const how = full.length > 0 ? 'full' : 'low'
  return short.length === nodes.length ? `${head}, ${how}` : `${named(short)} ${how}; ${head}`
}

function named(nodes: readonly number[]): string {
  return nodes.length === 0 ? 'no node' : `node ${listText(nodes)}`
}
