import type { Bytes } from '../../units.ts'
import type { Memory } from '../memory.ts'

/** What programs can still have without swapping. */
export interface Room {
  readonly bytes: Bytes
  /** The kernel does not tell (before 3.14, some containers): free memory and cache, without tmpfs. */
  readonly estimated: boolean
}

/** Null: not even that can be said. */
export function roomOf({ total, free, available, buffers, cache, shared }: Memory): Room | null {
  if (available !== null) return { bytes: available, estimated: false }
  if (cache === null) return null
  return { bytes: Math.min(total, Math.max(free, free + (buffers ?? 0) + cache - (shared ?? 0))), estimated: true }
}
