import { nodeDistance } from '../../parse/devices/node/distance.ts'
import { nodeHugePages } from '../../parse/devices/node/hugepages.ts'
import { type NodeMeminfo, nodeMeminfo } from '../../parse/devices/node/meminfo.ts'
import { type NodeCounters, nodeNumastat } from '../../parse/devices/node/numastat.ts'
import { nodeVmstat } from '../../parse/devices/node/vmstat.ts'
import { nodeCpus, onlineNodes } from '../../parse/devices/system.ts'
import { tierNodes } from '../../parse/devices/tiers.ts'
import { numaStat } from '../../parse/sys/vm.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { zoneinfo } from '../../parse/zoneinfo.ts'
import { rate, seconds } from '../../rates.ts'
import { reading, type Sample, type Samples } from '../../sample/sample.ts'
import { type Stamped, valueOf } from '../../source.ts'
import type { Bytes, Rate } from '../../units.ts'
import { stamped } from '../growth.ts'
import type { Model } from '../model.ts'
import { type CounterRates, counterRates, NO_RATES } from './counters.ts'
import { type Room, roomOf } from './room.ts'
import { HUGE_COUNTS, hugeSizes, nodeIds, tiersOf } from './sources.ts'

/** A node: CPUs and memory that are near to each other. It may lack either. */
export interface NumaNode {
  readonly id: number
  /** Null: not known; empty: it has none (memory of its own kind, as CXL or HBM). */
  readonly cpus: readonly number[] | null
  /** Null: its meminfo could not be read. */
  readonly memory: NodeMeminfo | null
  readonly total: Bytes | null
  readonly free: Bytes | null
  /** As numastat -m says MemUsed: total less free, page cache among it. */
  readonly used: Bytes | null
  /** Active(file) + Inactive(file): page cache that can be dropped, dirty pages after they are written. */
  readonly cache: Bytes | null
  readonly room: Room
  readonly huge: readonly HugePool[]
  /** Allocations since boot. */
  readonly counts: NodeCounters | null
  readonly rates: CounterRates
  /** To each node, in the order of the nodes; null: not known. */
  readonly distances: readonly number[] | null
  /** Null: this kernel has no memory tiers. */
  readonly tier: number | null
  /** Pages a second that came up to it from slower memory, and that left it for slower memory. */
  readonly promoted: Rate<'page'> | null
  readonly demoted: Rate<'page'> | null
}

/** hugetlb pages of one size on one node. */
export interface HugePool {
  readonly size: Bytes
  readonly total: number | null
  readonly free: number | null
  readonly surplus: number | null
}

/** The nodes online, ascending by id. Empty: a kernel without NUMA (CONFIG_NUMA=n), or not read yet. */
export const numaNodes: Model<readonly NumaNode[]> = {
  // Which files tell it depends on the nodes: numaSources().
  sources: [onlineNodes],
  of({ after, before }, { pageSize }) {
    const tier = tierByNode(after)
    const zones = valueOf(reading(after, zoneinfo))
    return nodeIds(after).map((id) => {
      const node = nodeOf(id, after, before, tier.get(id) ?? null)
      const own = zones?.filter((zone) => zone.node === id) ?? null
      return { ...node, room: roomOf(node, own, pageSize) }
    })
  },
}

function nodeOf(id: number, after: Sample, before: Sample | null, tier: number | null): Omit<NumaNode, 'room'> {
  const memory = valueOf(reading(after, nodeMeminfo(id)))
  const bytes = (name: string) => memory?.bytes.get(name) ?? null
  const total = bytes('MemTotal')
  const free = bytes('MemFree')
  const isFrozen = valueOf(reading(after, numaStat)) === 0
  return {
    id,
    cpus: valueOf(reading(after, nodeCpus(id))),
    memory,
    total,
    free,
    used: total === null || free === null ? null : total - free,
    cache: plus(bytes('Active(file)'), bytes('Inactive(file)')),
    huge: hugeSizes(after, id).map((size) => hugePool(after, id, size)),
    counts: isFrozen ? null : valueOf(reading(after, nodeNumastat(id))),
    rates: isFrozen ? NO_RATES : counterRates(stamped(before, nodeNumastat(id)), stamped(after, nodeNumastat(id))),
    distances: valueOf(reading(after, nodeDistance(id))),
    tier,
    promoted: grown(after, before, id, PROMOTED),
    demoted: grown(after, before, id, DEMOTED),
  }
}

export const PROMOTED = ['pgpromote_success'] as const
/** By node since 6.8, before that of the whole machine only. */
export const DEMOTED = ['pgdemote_kswapd', 'pgdemote_direct', 'pgdemote_khugepaged', 'pgdemote_proactive'] as const

function hugePool(sample: Sample, node: number, size: Bytes): HugePool {
  const [total, free, surplus] = HUGE_COUNTS.map((count) => valueOf(reading(sample, nodeHugePages(node, size, count))))
  return { size, total: total ?? null, free: free ?? null, surplus: surplus ?? null }
}

function tierByNode(sample: Sample): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const tier of tiersOf(sample))
    for (const node of valueOf(reading(sample, tierNodes(tier))) ?? []) found.set(node, tier)
  return found
}

function grown(after: Sample, before: Sample | null, id: number, names: readonly string[]): Rate<'page'> | null {
  return pagesPerSecond(stamped(before, nodeVmstat(id)), stamped(after, nodeVmstat(id)), names)
}

/** Counters of the whole machine by name, pages or events a second; null where this kernel has none of them. */
export function machineRate({ after, before }: Samples, names: readonly string[]): Rate<'page'> | null {
  return pagesPerSecond(stamped(before, vmstat), stamped(after, vmstat), names)
}

function pagesPerSecond(
  before: Stamped<ReadonlyMap<string, number>> | null,
  after: Stamped<ReadonlyMap<string, number>> | null,
  names: readonly string[],
): Rate<'page'> | null {
  if (!before || !after) return null
  return rate<'page'>(sum(before.value, names), sum(after.value, names), seconds(before.at, after.at))
}

function sum(values: ReadonlyMap<string, number>, names: readonly string[]): number | null {
  const known = names.flatMap((name) => values.get(name) ?? [])
  return known.length === 0 ? null : known.reduce((a, b) => a + b)
}

function plus(a: Bytes | null, b: Bytes | null): Bytes | null {
  return a === null || b === null ? null : a + b
}
