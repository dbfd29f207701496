import { PF_KTHREAD } from '../../parse/pid/stat.ts'
import type { LoadThread } from '../load/decompose.ts'
import { load } from '../load/model.ts'
import type { Snapshot } from '../snapshot.ts'

/** Who is held back while dirty data is written. */
export interface HeldBack {
  /** Made to pause as they write faster than the disk. */
  readonly paused: readonly LoadThread[]
  /** Of other processes: they wait for the disk or a journal that the writers fill. */
  readonly behind: readonly LoadThread[]
}

/** Null: threads were not looked at. */
export function heldBack(snapshot: Snapshot): HeldBack | null {
  const threads = snapshot.get(load).threads?.threads.filter(({ look }) => (look.flags & PF_KTHREAD) === 0)
  if (!threads) return null
  const paused = threads.filter(({ cause }) => cause === 'd_dirty')
  const writers = new Set(paused.map(({ look }) => look.pid))
  const behind = threads.filter(
    ({ cause, look }) => (cause === 'd_block' || cause === 'd_filesystem') && !writers.has(look.pid),
  )
  return { paused, behind }
}
