import type { Bytes } from '../../units.ts'
import type { Sums } from './holders.ts'
import type { SwapLevel } from './level.ts'

/** The part of used swap that is no process' own. */
export interface Unowned {
  /** Used swap less what processes hold. Below 0: their sums count shared pages twice (VmSwap), or pages moved while they were read. */
  readonly bytes: Bytes
  /** Of it, at most so much is in RAM again as well (swap cache). */
  readonly cached: Bytes
  /** The rest, so much at least, is tmpfs and shared memory. Null: of some process nothing is known yet, which may hold it. */
  readonly shared: Bytes | null
  /** Not of every process the true sum is known: it will change. */
  readonly isRough: boolean
}

export function unowned({ used, cached }: SwapLevel, sums: Sums): Unowned {
  const bytes = used - sums.held
  const inCache = Math.max(0, Math.min(bytes, cached ?? 0))
  const isPending = sums.pending > 0
  const shared = isPending ? null : Math.max(0, bytes - inCache)
  return { bytes, cached: inCache, shared, isRough: sums.rough > 0 || isPending }
}
