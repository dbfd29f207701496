import type { LoadThread } from '../load/decompose.ts'
import { load } from '../load/model.ts'
import type { Snapshot } from '../snapshot.ts'

/** Threads that wrote faster than the disk and are made to pause (balance_dirty_pages); null: threads were not looked at. */
export function paused(snapshot: Snapshot): readonly LoadThread[] | null {
  return snapshot.get(load).threads?.threads.filter(({ cause }) => cause === 'd_dirty') ?? null
}

/** Threads that wait until a disk has answered. */
export function waitingForDisks(snapshot: Snapshot): number | null {
  return snapshot.get(load).threads?.tasks.d_block ?? null
}
