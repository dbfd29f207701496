import type { Files } from './looks.ts'
import { meminfoOf } from './looks.ts'

/** A NUMA node of a made-up machine: MiB, and allocations since boot. */
export interface NodeFiles {
  readonly total?: number
  readonly free: number
  readonly cache?: number
  readonly cpus?: string
  readonly hit?: number
  readonly miss?: number
  readonly foreign?: number
  readonly interleave?: number
}

/** Their files under /sys/devices/system/node. */
export function nodeFiles(...nodes: readonly NodeFiles[]): Files {
  const files: Record<string, string> = { '/sys/devices/system/node/online': `0-${nodes.length - 1}\n` }
  nodes.forEach(({ total = 16_384, free, cache = 0, cpus, hit = 0, miss = 0, foreign = 0, interleave = 0 }, id) => {
    const at = `/sys/devices/system/node/node${id}`
    const lines = meminfoOf({ MemTotal: total, MemFree: free, 'Active(file)': cache, 'Inactive(file)': 0 })
    files[`${at}/cpulist`] = `${cpus ?? `${id * 4}-${id * 4 + 3}`}\n`
    files[`${at}/meminfo`] = lines.replaceAll(/^/gm, `Node ${id} `).replace(/Node \d+ $/, '')
    files[`${at}/numastat`] =
      `numa_hit ${hit}\nnuma_miss ${miss}\nnuma_foreign ${foreign}\ninterleave_hit ${interleave}\nlocal_node ${hit}\nother_node ${miss}\n`
  })
  return { ...files, '/proc/sys/vm/numa_stat': '1\n' }
}
