import { COUNTER_KEYS, type CounterKey, localShare, missShare } from '../../model/numa/counters.ts'
import { type NumaNode, numaNodes } from '../../model/numa/nodes.ts'
import type { Room } from '../../model/numa/room.ts'
import { LOCAL_LEAST, MISSES } from '../../model/numa/trouble.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { listText } from '../../parse/list.ts'
import type { Style } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { numbered, words } from '../column.ts'
import type { Cell, Column, Drill, TableSection } from '../view.ts'
import { rated, shared, sized } from './column.ts'

/** Node by node: what its memory holds and where its pages go. Enter shows whose they are. */
export function nodesSection(snapshot: Snapshot, priority: number): TableSection {
  const nodes = snapshot.get(numaNodes)
  const node = (row: number) => nodes[row] as NumaNode
  return {
    kind: 'table',
    id: 'numa-nodes',
    title: text`Nodes  memory now, allocations per second`,
    priority,
    least: Math.min(nodes.length + 2, 6),
    count: nodes.length,
    columns: nodeColumns(node),
    sort: { by: 'node', reverse: false },
    id_of: (row) => node(row).id,
    key: (row) => `${node(row).id}`,
    drill: (row) => drillToNode(node(row)),
    empty: text`no nodes in /sys/devices/system/node: this kernel was built without NUMA, or it may not be read`,
  }
}

export function drillToNode({ id }: NumaNode): Drill {
  return { view: 'numa', page: 'processes', about: { node: id }, title: text`node ${id}` }
}

const RATE_HELP: Readonly<Record<CounterKey, string>> = {
  hit: 'allocations a second from this node as it was wanted, a huge page counts once; numastat numa_hit',
  miss: 'given from this node though another was wanted, which had no room; numastat numa_miss',
  foreign: 'wanted from this node and given by another; numastat numa_foreign',
  interleave: 'given by an interleave policy as it wanted; numastat interleave_hit',
  local: 'given to tasks that ran on this node; numastat local_node',
  other: 'given to tasks that ran on another node; numastat other_node',
}
const RATE_TITLE: Readonly<Record<CounterKey, string>> = {
  hit: 'HIT/s',
  miss: 'MISS/s',
  foreign: 'FORGN/s',
  interleave: 'INTRL/s',
  local: 'LOCAL/s',
  other: 'OTHER/s',
}
const RATE_PRIORITY: Readonly<Record<CounterKey, number>> = {
  hit: 3,
  miss: 1,
  foreign: 2,
  interleave: 5,
  local: 5,
  other: 4,
}

function nodeColumns(node: (row: number) => NumaNode): readonly Column[] {
  const kept = (name: string) => (row: number) => node(row).memory?.bytes.get(name) ?? null
  return [
    nodeColumn(node),
    {
      id: 'room',
      title: 'ROOM',
      help: 'ok: above the low watermark; low: below, new pages come from other nodes; full: and hardly any page cache; /proc/zoneinfo',
      width: 5,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (row) => roomCell(node(row).room),
      by: (row) => node(row).room.state,
    },
    cpusColumn(node, 7, 2),
    sized(
      { id: 'total', title: 'TOTAL', help: 'memory of the node; nodeN/meminfo MemTotal', priority: 1 },
      (row) => node(row).total,
    ),
    sized(
      {
        id: 'used',
        title: 'USED',
        help: 'MemTotal less MemFree, as numastat -m: page cache too; nodeN/meminfo',
        priority: 4,
      },
      (row) => node(row).used,
    ),
    sized(
      { id: 'free', title: 'FREE', help: 'in use for nothing; nodeN/meminfo MemFree', priority: 1 },
      (row) => node(row).free,
    ),
    {
      id: 'picture',
      title: 'HELD█ CACHE▒ FREE·',
      help: 'held by programs and the kernel, page cache that can be dropped, free; nodeN/meminfo',
      width: 20,
      align: 'left',
      priority: 5,
      unit: 'percent',
      cell: (row) => picture(node(row), 20),
      by: (row) => (heldShare(node(row)) ?? 0) * 100,
    },
    sized(
      { id: 'anon', title: 'ANON', help: 'memory of programs without a file; nodeN/meminfo AnonPages', priority: 1 },
      kept('AnonPages'),
    ),
    sized(
      { id: 'file', title: 'FILE', help: 'page cache and shared memory; nodeN/meminfo FilePages', priority: 2 },
      kept('FilePages'),
    ),
    sized({ id: 'slab', title: 'SLAB', help: 'objects of the kernel; nodeN/meminfo Slab', priority: 5 }, kept('Slab')),
    sized(
      { id: 'shmem', title: 'SHMEM', help: 'shared memory and tmpfs; nodeN/meminfo Shmem', priority: 6 },
      kept('Shmem'),
    ),
    sized(
      { id: 'huge', title: 'HUGE', help: 'hugetlb pages of all sizes, used or not; nodeN/hugepages', priority: 6 },
      (row) => hugeBytes(node(row)),
    ),
    ...COUNTER_KEYS.map((key) =>
      rated(
        { id: key, title: RATE_TITLE[key], help: RATE_HELP[key], width: 7, priority: RATE_PRIORITY[key] },
        (row) => node(row).rates[key],
      ),
    ),
    shared(
      {
        id: 'missed',
        title: '%MISS',
        help: 'of the allocations from it, those that were wanted elsewhere; numa_miss of hit + miss',
        width: 6,
        priority: 6,
      },
      (row) => missShare(node(row).rates),
      (share) => share >= MISSES,
    ),
    shared(
      {
        id: 'localpart',
        title: '%LOCAL',
        help: 'of the allocations from it, those to tasks that ran on it; local_node of local + other',
        width: 6,
        priority: 1,
      },
      (row) => localShare(node(row).rates),
      (share, row) => share < LOCAL_LEAST && node(row).cpus?.length !== 0,
    ),
  ]
}

export function nodeColumn(node: (row: number) => NumaNode): Column {
  return numbered(
    {
      id: 'node',
      title: 'NODE',
      help: 'its id, which may leave gaps; /sys/devices/system/node/online',
      width: 5,
      priority: 1,
    },
    (row) => node(row).id,
  )
}

export function cpusColumn(node: (row: number) => NumaNode, width: number, priority: number): Column {
  return words(
    { id: 'cpus', title: 'CPUS', help: 'CPUs of the node; none: memory alone, as CXL; nodeN/cpulist', width, priority },
    (row) => cpuWords(node(row)),
  )
}

function cpuWords({ cpus }: NumaNode): string | null {
  return cpus && (cpus.length === 0 ? 'none' : listText(cpus))
}

const ROOM: Readonly<Record<Room['state'], readonly [words: Text, style: Style]>> = {
  ok: [text`ok`, 'ok'],
  low: [text`low`, 'warning'],
  full: [text`full`, 'critical'],
  none: [text`none`, 'dim'],
  unknown: [text`-`, 'dim'],
}

function roomCell({ state }: Room): Cell {
  const [words, style] = ROOM[state]
  return { text: words, style }
}

/** Of its memory, what can't be dropped; null: it has none. */
function heldShare({ total, used, cache }: NumaNode): number | null {
  return total === null || used === null || total === 0 ? null : Math.max(0, used - (cache ?? 0)) / total
}

function picture(node: NumaNode, cells: number): Cell {
  const held = heldShare(node)
  if (held === null) return { text: text`-`, style: 'dim' }
  const first = Math.round(held * cells)
  const second = Math.round((held + (node.cache ?? 0) / (node.total ?? 1)) * cells) - first
  const bar = `${'█'.repeat(first)}${'▒'.repeat(second)}${'·'.repeat(Math.max(0, cells - first - second))}`
  return clean(bar)
}

function hugeBytes({ huge, memory }: NumaNode): number | null {
  if (memory === null || huge.some(({ total }) => total === null)) return null
  return huge.reduce((sum, { size, total }) => sum + size * (total ?? 0), 0)
}
