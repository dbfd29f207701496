import { bytes } from '../../format.ts'
import { commandOf, isKernelThread } from '../../model/command.ts'
import { nodeOfCpu } from '../../model/nodes.ts'
import type { NumaNode } from '../../model/numa/nodes.ts'
import { homeOf, kindOf, memsOf, placementOf, remoteShare, totalOf } from '../../model/numa/placement.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { listText } from '../../parse/list.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing, type Missing } from '../../source.ts'
import { type Text, text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { commandColumn, numbered, words } from '../column.ts'
import { fileSigns } from '../missing.ts'
import { quiet } from '../quiet.ts'
import type { Cell, Column } from '../view.ts'
import { shared } from './column.ts'

/** The columns of the process table. On a machine with one node, those that compare nodes show only when chosen. */
export function processColumns(
  process: (row: number) => Process,
  nodes: readonly NumaNode[],
  snapshot: Snapshot,
  about: number | null,
): readonly Column[] {
  const among = (priority: number) => (nodes.length > 1 ? priority : 0)
  const cpuNode = snapshot.get(nodeOfCpu)
  const ranOn = (row: number) => cpuNode.get(process(row).stat.processor) ?? null
  const total = (row: number) => {
    const placed = placementOf(process(row))
    return placed && totalOf(placed.nodes)
  }
  const instead = fileSigns(snapshot.tasks.rows, 'numa_maps')
  const placed = (id: string, title: string, help: string, priority: number, by: (row: number) => Bytes | null) =>
    placedColumn({ id, title, help, priority }, by, (row) => placedCell(process(row), by(row), instead))
  return [
    numbered(
      { id: 'pid', title: 'PID', help: 'process id; /proc/PID', width: 7, priority: 1 },
      (row) => process(row).pid,
    ),
    placed('total', 'TOTAL', 'its pages on all nodes, shared ones in full; /proc/PID/numa_maps N0= …', 1, total),
    ...nodes.map(({ id }) =>
      placed(
        `node${id}`,
        `NODE${id}`,
        `its pages on node ${id}; /proc/PID/numa_maps N${id}=`,
        id === about ? 1 : among(2),
        (row) => onNode(process(row), id),
      ),
    ),
    ...KINDS.map(([kind, title, help]) =>
      placed(kind, title, `${help}, on all nodes; /proc/PID/numa_maps`, 7, (row) => kindOf(process(row), kind)),
    ),
    {
      id: 'ran',
      title: 'RUN@',
      help: 'node of the CPU it last ran on; /proc/PID/stat 39, nodeN/cpulist',
      width: 4,
      align: 'right',
      priority: among(2),
      unit: 'count',
      cell: (row) => nodeCell(ranOn(row)),
      by: ranOn,
    },
    {
      id: 'home',
      title: 'HOME',
      help: 'node that has most of its pages; /proc/PID/numa_maps',
      width: 4,
      align: 'right',
      priority: among(5),
      unit: 'count',
      cell: (row) => nodeCell(homeOf(placementOf(process(row))?.nodes ?? NOWHERE)),
      by: (row) => homeOf(placementOf(process(row))?.nodes ?? NOWHERE),
    },
    shared(
      {
        id: 'remote',
        title: '%REMOTE',
        help: 'its pages that do not lie on the node where it last ran; threads may run elsewhere',
        width: 7,
        priority: among(1),
      },
      (row) => remoteShare(placementOf(process(row))?.nodes ?? NOWHERE, ranOn(row)),
      (share, row) => share >= MOSTLY && (total(row) ?? 0) >= LARGE,
    ),
    words(
      {
        id: 'policies',
        title: 'POLICY',
        help: 'memory policies of its mappings other than default; numa_maps, see page Policy',
        width: 12,
        priority: 6,
      },
      (row) => policiesOf(process(row)),
    ),
    {
      ...words(
        {
          id: 'mems',
          title: 'MEMS',
          help: 'nodes its cpuset lets it use; /proc/PID/status Mems_allowed_list',
          width: 6,
          priority: 5,
        },
        (row) => memsWords(process(row)),
      ),
      files: ['status'],
    },
    commandColumn((row) => commandOf(process(row)), { wish: 24 }),
  ]
}

/** What numastat -p PID tells apart. */
const KINDS = [
  ['huge', 'HUGE', 'its hugetlb pages'],
  ['heap', 'HEAP', 'its heap (brk)'],
  ['stack', 'STACK', 'the stack of its first thread'],
  ['private', 'OTHER', 'all the rest, files and shared memory too; numastat calls it Private'],
] as const

/** Remote pages: half of what it has. */
const MOSTLY = 0.5
/** Of a small process it matters little where its pages lie. */
const LARGE: Bytes = 2 ** 26
const NOWHERE: ReadonlyMap<number, Bytes> = new Map()

/** Null: not read. */
export function onNode(process: Process, node: number): Bytes | null {
  const placed = placementOf(process)
  return placed && (placed.nodes.get(node) ?? 0)
}

function placedColumn(
  shape: Pick<Column, 'id' | 'title' | 'help' | 'priority'>,
  by: (row: number) => Bytes | null,
  cell: Column['cell'],
): Column {
  return {
    ...shape,
    width: 6,
    align: 'right',
    unit: 'bytes',
    descending: true,
    dear: true,
    files: ['numa_maps'],
    cell,
    by,
  }
}

/** The amount, or the sign that says why there is none. */
function placedCell(process: Process, amount: Bytes | null, instead: (missing: Missing) => Cell): Cell {
  const maps = process.more.numa_maps
  if (!maps) return { text: isKernelThread(process) ? text`-` : text`~`, style: 'dim' }
  return isMissing(maps) ? instead(maps) : quiet(amount, bytes)
}

export function nodeCell(node: number | null): Text {
  return node === null ? text`-` : text`${node}`
}

export function memsWords(process: Process): string | null {
  const mems = memsOf(process)
  return mems && listText(mems)
}

function policiesOf(process: Process): string | null {
  const placed = placementOf(process)
  if (!placed) return null
  const named = new Set(placed.parts.map(({ policy }) => policy).filter((policy) => policy !== 'default'))
  return named.size === 0 ? 'default' : [...named].join(' ')
}
