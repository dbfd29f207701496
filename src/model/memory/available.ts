import { meminfo } from '../../parse/meminfo.ts'
import { zoneinfo } from '../../parse/zoneinfo.ts'
import { valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { model } from '../model.ts'

/** How the kernel comes from MemFree to MemAvailable: free − reserve + cache + slab. mm/show_mem.c si_mem_available */
export interface Available {
  readonly free: Bytes
  /** Kept free whatever happens: high watermarks and what lower zones keep back from requests for higher ones. */
  readonly reserve: Bytes
  /** File pages, less what had better stay: half of them, or all low watermarks where those are less. */
  readonly cache: Bytes
  /** Reclaimable slab and other kernel memory, less its part that had better stay, reckoned alike. */
  readonly slab: Bytes
  /** By this reckoning; the kernel says never less than 0. */
  readonly sum: Bytes
  /** What the kernel says. */
  readonly kernel: Bytes | null
}

export const available = model({
  from: { meminfo, zoneinfo },
  derive: (of, { pageSize }): Available | null => {
    const memory = valueOf(of.meminfo.after)
    const zones = valueOf(of.zoneinfo.after)
    if (memory?.activeFile === undefined || memory.inactiveFile === undefined || !zones) return null
    let low = 0
    let reserve = 0
    for (const zone of zones) {
      low += zone.low * pageSize
      // A boost is in low and high of zoneinfo; what is kept back was reckoned without it. mm/page_alloc.c calculate_totalreserve_pages
      const high = zone.high - (zone.boost ?? 0)
      reserve += Math.min(zone.managed, Math.max(0, ...zone.protection) + high) * pageSize
    }
    // Half of an odd number of pages is cut off.
    const kept = (amount: Bytes) => amount - Math.min(Math.floor(amount / pageSize / 2) * pageSize, low)
    const cache = kept(memory.activeFile + memory.inactiveFile)
    const slab = kept(memory.kReclaimable ?? memory.sReclaimable ?? 0)
    return {
      free: memory.memFree,
      reserve,
      cache,
      slab,
      sum: Math.max(0, memory.memFree - reserve + cache + slab),
      kernel: memory.memAvailable ?? null,
    }
  },
})
