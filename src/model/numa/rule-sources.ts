import { nodeMeminfo } from '../../parse/devices/node/meminfo.ts'
import { nodeNumastat } from '../../parse/devices/node/numastat.ts'
import { memoryTiers, tierNodes } from '../../parse/devices/tiers.ts'
import { numaStat } from '../../parse/sys/vm.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import { nodeSources } from '../nodes.ts'
import { nodeIds, tiersOf } from './sources.ts'

/** The least of what `numaNodes` needs to say how full nodes are and where pages come from: two files a node, none where there is one node. */
export function nodeMemorySources(samples: Samples | null): readonly Source<unknown>[] {
  const known = samples?.after ?? null
  const ids = nodeIds(known)
  if (ids.length < 2) return nodeSources(samples)
  return [
    ...nodeSources(samples),
    numaStat,
    memoryTiers,
    ...tiersOf(known).map(tierNodes),
    ...ids.flatMap((id) => [nodeMeminfo(id), nodeNumastat(id)]),
  ]
}
