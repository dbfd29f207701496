import { nodeMeminfo } from '../../parse/devices/node/meminfo.ts'
import { nodeNumastat } from '../../parse/devices/node/numastat.ts'
import { onlineNodes } from '../../parse/devices/system.ts'
import { numaStat } from '../../parse/sys/vm.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Bytes, Rate } from '../../units.ts'
import { stamped } from '../growth.ts'
import type { Model } from '../model.ts'
import { counterRates, sumRates } from './counters.ts'
import { machineRate } from './nodes.ts'
import { nodeIds } from './sources.ts'

/** Memory left on the node that has least of it, its files every few seconds, and whether allocations find theirs. */
export interface NumaLeft {
  readonly nodes: number
  readonly least: { readonly node: number; readonly left: Bytes; readonly total: Bytes } | null
  /** Allocations a second that went to another node than was wanted. numa_miss of nodeN/numastat, as the NUMA pane sums it; else /proc/vmstat's. */
  readonly misses: Rate<'allocation'> | Rate<'page'> | null
  /** vm.numa_stat is 0: nothing is counted, and misses are not known. */
  readonly isFrozen: boolean
}

const SELDOM = 5
const online = source(onlineNodes.path, onlineNodes.parse, 30)

/** Null: one node only, or a kernel without NUMA. */
export const numaLeft: Model<NumaLeft | null> = {
  sources: [online, vmstat],
  of(samples) {
    const ids = nodeIds(samples.after)
    if (ids.length < 2) return null
    const known = ids.flatMap((node) => leftOn(samples, node) ?? [])
    const [least = null] = known.sort((a, b) => a.left / a.total - b.left / b.total)
    const isFrozen = countersAreOff(samples)
    const misses = isFrozen ? null : (missesOf(samples, ids) ?? machineRate(samples, ['numa_miss']))
    return { nodes: ids.length, least, misses, isFrozen }
  },
}

/** The counters of nodes, and those of /proc/vmstat, are zero and stand still. */
export function countersAreOff({ after }: Samples): boolean {
  return valueOf(reading(after, numaStat)) === 0
}

/** Nothing of nodes is read where there is one. */
export function numaLeftSources(samples: Samples | null): readonly Source<unknown>[] {
  const ids = nodeIds(samples?.after ?? null)
  return [online, ...(ids.length < 2 ? [] : [numaStat, ...ids.flatMap((node) => [seldom(node), nodeNumastat(node)])])]
}

function missesOf({ after, before }: Samples, ids: readonly number[]): Rate<'allocation'> | null {
  const all = ids.map((node) => counterRates(stamped(before, nodeNumastat(node)), stamped(after, nodeNumastat(node))))
  return sumRates(all).miss
}

function seldom(node: number): Source<unknown> {
  const { path, parse } = nodeMeminfo(node)
  return source(path, parse, SELDOM)
}

/** Free, and page cache that can be dropped. A node without memory is left out. */
function leftOn({ after }: Samples, node: number): NonNullable<NumaLeft['least']> | null {
  const bytes = valueOf(reading(after, nodeMeminfo(node)))?.bytes
  const [total, free] = [bytes?.get('MemTotal'), bytes?.get('MemFree')]
  if (!total || free === undefined) return null
  return { node, left: free + (bytes?.get('Active(file)') ?? 0) + (bytes?.get('Inactive(file)') ?? 0), total }
}
