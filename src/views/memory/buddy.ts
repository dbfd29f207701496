import { bytes, count, countShort, percent } from '../../format.ts'
import { type Buddy, type BuddyZone, buddy } from '../../model/buddy.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { pagetypeinfo } from '../../parse/pagetypeinfo.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import { quiet, ZERO } from '../quiet.ts'
import type { Cell, Column, Drill, TableSection } from '../view.ts'
import { number, words } from './column.ts'

type Table = 'blocks' | 'unusable' | 'fragmentation'

/** The free lists by order, then how far the free memory is in pieces. `zone`: of this one only. Enter leads to its node. */
export function buddySections(snapshot: Snapshot, zone: string | null): readonly TableSection[] {
  const all = snapshot.get(buddy)
  const own = { ...all, zones: zone === null ? all.zones : all.zones.filter(({ key }) => key === zone) }
  return [
    tableOf(own, 'blocks', 1, text`Free blocks by order  a block of order n is 2^n pages side by side`),
    tableOf(own, 'unusable', 2, text`Unusable  percent of free memory in pieces too small for the order`),
    tableOf(
      own,
      'fragmentation',
      3,
      text`Fragmentation  of orders not to be had: 0.0 memory lacks, 1.0 it is in pieces`,
    ),
    typeSection(snapshot, zone, 4),
  ]
}

function tableOf({ zones, orders, hugeOrder }: Buddy, kind: Table, priority: number, title: Text): TableSection {
  const zone = (at: number) => zones[at] as BuddyZone
  return {
    kind: 'table',
    id: `memory-${kind}`,
    title,
    priority,
    least: Math.min(zones.length + 2, kind === 'blocks' ? 7 : 4),
    count: zones.length,
    columns: [
      zoneColumn(zone),
      ...(kind === 'blocks' ? sizes(zone, hugeOrder) : []),
      ...orderColumns(zone, kind, orders),
    ],
    sort: { by: 'zone', reverse: false },
    id_of: (at) => zone(at).key,
    key: (at) => zone(at).key,
    drill: (at) => drillToNode(zone(at)),
    empty: text`/proc/buddyinfo could not be read`,
  }
}

function drillToNode({ node }: Pick<BuddyZone, 'node'>): Drill {
  return { view: 'numa', page: 'processes', about: { node }, title: text`node ${node}` }
}

function zoneColumn(zone: (at: number) => BuddyZone): Column {
  return words({
    id: 'zone',
    title: 'ZONE',
    help: 'node and kind of memory; /proc/buddyinfo',
    width: 9,
    cell: (at) => clean(zone(at).key),
    by: (at) => zone(at).key,
  })
}

function sizes(zone: (at: number) => BuddyZone, hugeOrder: number | null): readonly Column[] {
  return [
    number({
      id: 'free',
      title: 'FREE',
      help: 'free memory in these lists; what CPUs keep at hand is not in it; /proc/buddyinfo',
      width: 6,
      priority: 4,
      unit: 'bytes',
      cell: (at) => quiet(zone(at).free, bytes),
      by: (at) => zone(at).free,
    }),
    number({
      id: 'huge',
      title: 'THP',
      help: `transparent huge pages that could be had at once${hugeOrder === null ? '' : `: blocks of order ${hugeOrder} and above`}; /proc/buddyinfo`,
      width: 6,
      priority: 3,
      cell: (at) => quiet(zone(at).hugePages, countShort),
      by: (at) => zone(at).hugePages,
    }),
  ]
}

function orderColumns(zone: (at: number) => BuddyZone, kind: Table, orders: number): readonly Column[] {
  const value = (at: number, order: number) => zone(at)[kind][order] ?? null
  return Array.from({ length: orders }, (_, order) =>
    number({
      id: `o${order}`,
      title: `o${order}`,
      help: HELP[kind](order),
      width: 5,
      priority: NARROW.includes(order) ? 1 : 2,
      unit: kind === 'unusable' ? 'percent' : 'count',
      cell: (at) => CELLS[kind](value(at, order), order),
      by: (at) => {
        const own = value(at, order)
        return own === null || kind !== 'unusable' ? own : own * 100
      },
    }),
  )
}

/** Shown on the narrowest screen: single pages, the largest the kernel counts on (3), a huge page, the largest. */
const NARROW = [0, 3, 4, 9, 10]

const HELP: Readonly<Record<Table, (order: number) => string>> = {
  blocks: (order) => `free blocks of ${count(2 ** order)} pages; /proc/buddyinfo`,
  unusable: (order) =>
    `percent of free memory in blocks below order ${order}: of no use to a request of ${count(2 ** order)} pages; from /proc/buddyinfo`,
  fragmentation: (order) =>
    `ok: a request of order ${order} would succeed; else why not, near 0 for want of memory, near 1 for fragmentation: above vm.extfrag_threshold / 1000 the kernel compacts; from /proc/buddyinfo`,
}

/** The kernel thinks orders up to 3 cheap (PAGE_ALLOC_COSTLY_ORDER); above, few requests are made and none must succeed. */
const COSTLY = 3

const CELLS: Readonly<Record<Table, (value: number | null, order: number) => Cell>> = {
  blocks: (value) => quiet(value, countShort),
  unusable: (value) => (value === 0 ? ZERO : percent(value)),
  fragmentation: (value, order) => {
    if (value === null) return { text: text`ok`, style: 'dim' }
    const shown = value.toFixed(2) as Text
    return order <= COSTLY ? { text: shown, style: 'warning' } : shown
  },
}

/** Free blocks and page blocks by what they are for. */
function typeSection(snapshot: Snapshot, zone: string | null, priority: number): TableSection {
  const now = reading(snapshot.samples.after, pagetypeinfo)
  const types = valueOf(now)?.types ?? []
  const rows = types.filter(
    (type) =>
      (zone === null || `${type.node} ${type.zone}` === zone) &&
      (type.free.some((blocks) => blocks > 0) || (type.blocks ?? 0) > 0),
  )
  const pageSize = snapshot.facts.pageSize
  const row = (at: number) => rows[at] as (typeof rows)[number]
  const free = (at: number) => row(at).free.reduce((sum, blocks, order) => sum + blocks * 2 ** order, 0) * pageSize
  return {
    kind: 'table',
    id: 'memory-types',
    title: text`Page types  unmovable pages among movable ones break up memory`,
    priority,
    least: 4,
    count: rows.length,
    columns: [
      words({
        id: 'zone',
        title: 'ZONE',
        help: 'node and kind of memory; /proc/pagetypeinfo',
        width: 9,
        cell: (at) => clean(`${row(at).node} ${row(at).zone}`),
        by: (at) => `${row(at).node} ${row(at).zone}`,
      }),
      words({
        id: 'type',
        title: 'TYPE',
        help: 'Movable can be moved away, Unmovable never, Reclaimable can be freed, HighAtomic is kept for interrupts; /proc/pagetypeinfo',
        width: 12,
        cell: (at) => clean(row(at).type),
        by: (at) => row(at).type,
      }),
      number({
        id: 'page-blocks',
        title: 'BLOCKS',
        help: 'page blocks of this type, free or not; /proc/pagetypeinfo',
        width: 7,
        cell: (at) => count(row(at).blocks),
        by: (at) => row(at).blocks,
      }),
      number({
        id: 'free',
        title: 'FREE',
        help: 'free memory on the lists of this type; the kernel stops counting a list at 100,000 blocks; /proc/pagetypeinfo',
        width: 6,
        unit: 'bytes',
        cell: (at) => (row(at).capped ? text`>${bytes(free(at))}` : quiet(free(at), bytes)),
        by: free,
      }),
    ],
    sort: { by: 'zone', reverse: false },
    id_of: (at) => `${row(at).node} ${row(at).zone} ${row(at).type}`,
    key: (at) => `${row(at).node} ${row(at).zone} ${row(at).type}`,
    drill: (at) => drillToNode(row(at)),
    empty: !('missing' in now)
      ? text`no page blocks`
      : now.missing === 'denied'
        ? text`n/a: only root may read /proc/pagetypeinfo`
        : text`/proc/pagetypeinfo could not be read`,
  }
}
