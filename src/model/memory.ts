import { meminfo } from '../parse/meminfo.ts'
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

/** procps library/meminfo.c: used = MemTotal − MemAvailable, or − MemFree where that would be negative. */
export const memory = model({
  from: { meminfo },
  derive: (of): Memory | null => {
    const now = valueOf(of.meminfo.after)
    if (!now) return null
    const total = now.memTotal
    const available = now.memAvailable ?? null
    const used = available === null || available > total ? total - now.memFree : total - available
    const swapTotal = now.swapTotal ?? null
    return {
      total,
      used,
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
