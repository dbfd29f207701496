import { nodeDistance } from '../../parse/devices/node/distance.ts'
import { type HugeCount, hugeSizeOf, nodeHugePages, nodeHugeSizes } from '../../parse/devices/node/hugepages.ts'
import { nodeMeminfo } from '../../parse/devices/node/meminfo.ts'
import { nodeNumastat } from '../../parse/devices/node/numastat.ts'
import { nodeVmstat } from '../../parse/devices/node/vmstat.ts'
import { onlineNodes } from '../../parse/devices/system.ts'
import { demotionEnabled, memoryTiers, tierNodes, tierOf } from '../../parse/devices/tiers.ts'
import { numaBalancing } from '../../parse/sys/kernel.ts'
import { numaStat, zoneReclaimMode } from '../../parse/sys/vm.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { zoneinfo } from '../../parse/zoneinfo.ts'
import { reading, type Sample, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { nodeSources } from '../nodes.ts'

export const HUGE_COUNTS: readonly HugeCount[] = ['nr_hugepages', 'free_hugepages', 'surplus_hugepages']

/** Files of the machine as a whole. */
export const NUMA_WHOLE: readonly Source<unknown>[] = [vmstat, zoneinfo, numaBalancing, zoneReclaimMode, numaStat]

/** What is read while NUMA is looked at: which nodes there are is known after the first look, and their sizes of pages after the second. */
export function numaSources(samples: Samples | null): readonly Source<unknown>[] {
  const known = samples?.after ?? null
  return [
    ...nodeSources(samples),
    ...NUMA_WHOLE,
    memoryTiers,
    demotionEnabled,
    ...tiersOf(known).map(tierNodes),
    ...nodeIds(known).flatMap((node) => nodeFiles(node, hugeSizes(known, node))),
  ]
}

/** Of the nodes online, ascending; ids may have gaps. */
export function nodeIds(sample: Sample | null): readonly number[] {
  return (sample && valueOf(reading(sample, onlineNodes))) ?? []
}

/** Sizes of huge pages this node may hold, ascending. */
export function hugeSizes(sample: Sample | null, node: number): readonly Bytes[] {
  const entries = (sample && valueOf(reading(sample, nodeHugeSizes(node)))) ?? []
  return entries.flatMap(({ name }) => hugeSizeOf(name) ?? []).sort((a, b) => a - b)
}

/** Memory tiers, the fastest first. */
export function tiersOf(sample: Sample | null): readonly number[] {
  const entries = (sample && valueOf(reading(sample, memoryTiers))) ?? []
  return entries.flatMap(({ name }) => tierOf(name) ?? []).sort((a, b) => a - b)
}

function nodeFiles(node: number, sizes: readonly Bytes[]): readonly Source<unknown>[] {
  return [
    nodeMeminfo(node),
    nodeNumastat(node),
    nodeDistance(node),
    nodeVmstat(node),
    nodeHugeSizes(node),
    ...sizes.flatMap((size) => HUGE_COUNTS.map((count) => nodeHugePages(node, size, count))),
  ]
}
