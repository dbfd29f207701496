import type { LoadThread } from '../load/decompose.ts'
import { load } from '../load/model.ts'
import type { Snapshot } from '../snapshot.ts'

/**
 * Threads that wrote faster than the disk and are made to pause (balance_dirty_pages), of those whose reason is told. Null: threads
 * were not looked at.
 */
export function paused(snapshot: Snapshot): readonly LoadThread[] | null {
  return snapshot.get(load).threads?.threads.filter(({ cause }) => cause === 'd_dirty') ?? null
}

/** Threads in D that may be paused or wait for a disk: the kernel hides from this user what for. */
export function hiddenWaits(snapshot: Snapshot): number {
  return snapshot.get(load).threads?.tasks.d_hidden ?? 0
}

/** Threads that wait until a disk has answered. */
export function waitingForDisks(snapshot: Snapshot): number | null {
  return snapshot.get(load).threads?.tasks.d_block ?? null
}
