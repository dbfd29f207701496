import { nodeCpus, onlineNodes } from '../parse/devices/system.ts'
import { reading, type Samples } from '../sample/sample.ts'
import { type Source, source, valueOf } from '../source.ts'
import type { Model } from './model.ts'

/** CPUs come and go by hot-plug only. */
const SLOWLY = 30
const nodes = source(onlineNodes.path, onlineNodes.parse, SLOWLY)

/** The NUMA node of each CPU; empty where the kernel has no nodes. */
export const nodeOfCpu: Model<ReadonlyMap<number, number>> = {
  sources: [nodes],
  of(samples) {
    const found = new Map<number, number>()
    for (const node of valueOf(reading(samples.after, nodes)) ?? [])
      for (const cpu of valueOf(reading(samples.after, cpusOf(node))) ?? []) found.set(cpu, node)
    return found
  },
}

/** Which files tell it is known only once the list of nodes was read. */
export function nodeSources(samples: Samples | null): readonly Source<unknown>[] {
  const known = samples ? (valueOf(reading(samples.after, nodes)) ?? []) : []
  return [nodes, ...known.map(cpusOf)]
}

function cpusOf(node: number): Source<readonly number[]> {
  const { path, parse } = nodeCpus(node)
  return source(path, parse, SLOWLY)
}
