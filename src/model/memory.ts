import { type Meminfo, meminfo } from '../parse/meminfo.ts'
import { valueOf } from '../source.ts'
import type { Bytes } from '../units.ts'
import { model } from './model.ts'

/** The figures of free -w (procps 4): used is what is not available. Null: this kernel does not tell. */
export interface Memory {
  readonly total: Bytes
  readonly used: Bytes
  readonly free: Bytes
  readonly shared: Bytes | null
  readonly buffers: Bytes | null
  /** Cached + SReclaimable. */
  readonly cache: Bytes | null
  readonly available: Bytes | null
  readonly swapTotal: Bytes | null
  readonly swapUsed: Bytes | null
}

/** procps library/meminfo.c: used = MemTotal − MemAvailable, or − MemFree where that is not told. */
export const memory = model({
  from: { meminfo },
  derive: (of): Memory | null => {
    const now = valueOf(of.meminfo.after)
    if (!now) return null
    const total = now.memTotal
    const available = availableOf(now)
    const swapTotal = now.swapTotal ?? null
    return {
      total,
      used: total - (available ?? now.memFree),
      free: now.memFree,
      shared: now.shmem ?? null,
      buffers: now.buffers ?? null,
      cache: now.cached === undefined ? null : now.cached + (now.sReclaimable ?? 0),
      available,
      swapTotal,
      swapUsed: swapTotal === null || now.swapFree === undefined ? null : swapTotal - now.swapFree,
    }
  },
})

/** MemAvailable; MemFree where that is more than all there is, as in some containers (lxcfs). Null: not told. procps library/meminfo.c */
export function availableOf({ memAvailable, memFree, memTotal }: Meminfo): Bytes | null {
  if (memAvailable === undefined) return null
  return memAvailable > memTotal ? memFree : memAvailable
}
