import type { Bytes } from '../../units.ts'
import type { Sums } from './holders.ts'
import type { SwapLevel } from './level.ts'

/** The part of used swap that is no process' own. */
export interface Unowned {
  /** Used swap less what processes hold. Below 0: their sums count shared pages twice (VmSwap), or pages moved while they were read. */
  readonly bytes: Bytes
  /** Of it, at most so much is in RAM again as well (swap cache); the rest is tmpfs and shared memory. */
  readonly cached: Bytes
  readonly shared: Bytes
  /** Not of every process the true sum is known: it will change. */
  readonly isRough: boolean
}

export function unowned({ used, cached }: SwapLevel, sums: Sums): Unowned {
  const bytes = used - sums.held
  const inCache = Math.max(0, Math.min(bytes, cached ?? 0))
  return { bytes, cached: inCache, shared: Math.max(0, bytes - inCache), isRough: sums.rough > 0 || sums.pending > 0 }
}
