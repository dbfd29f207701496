import { seconds } from '../../rates.ts'
import type { Nanos, Seconds } from '../../units.ts'
import { isBusy, type KernelThread } from '../disks/kernel-threads.ts'
import type { History } from '../history.ts'
import type { Writeback } from './model.ts'

/** Flushers seen at work since the last look, for the history. */
export const FLUSHERS = 'disks.flushers'

/**
 * A worker bears the name of its last work only, and goes on to other work within an instant: where dirty data was written and no
 * worker has the name any more, one was there.
 */
export function flushersBusy(threads: readonly KernelThread[], { fell }: Pick<Writeback, 'fell'>): number {
  const named = threads.filter((thread) => thread.duty === 'flusher' && isBusy(thread)).length
  return Math.max(named, fell ? 1 : 0)
}

/** How often flushers began to run while whytop looked. They wake by a timer, by dirty data above the background threshold, and for sync. */
export interface WakeUps {
  readonly count: number
  /** Looked at so long. */
  readonly over: Seconds
  /** Since the last time one ran; null: none did. */
  readonly ago: Seconds | null
}

export function wakeUps({ at, series }: History, now: Nanos): WakeUps | null {
  const values = series.get(FLUSHERS) ?? []
  let count = 0
  let ago: Seconds | null = null
  let first: Nanos | null = null
  let ran = false
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return
    first ??= at[i] as Nanos
    if (value > 0 && !ran) count++
    if (value > 0) ago = seconds(at[i] as Nanos, now)
    ran = value > 0
  })
  return first === null || first === now ? null : { count, over: seconds(first, now), ago }
}
