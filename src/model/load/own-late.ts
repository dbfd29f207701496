import { parsePidSchedstat } from '../../parse/pid/schedstat.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { source, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import type { History } from '../history.ts'

/** Of whytop's own main thread: the time it stood in line here. */
export const ownSchedstat = source('/proc/self/schedstat', parsePidSchedstat)

/** Seconds by which whytop woke late and this machine cannot account for, for the history. */
export const OWN_LATE = 'own.late'

export interface Slept {
  readonly late: Seconds
  /** CPU time of the whole program meanwhile. */
  readonly worked: Seconds
}

/** Where a machine runs a timer is late by so little, whatever the reason. */
const HARDLY: Seconds = 0.001

/** Whether something must account for it. */
export function isLate({ late, worked }: Slept): boolean {
  return late - worked >= HARDLY
}

/**
 * A thread that sleeps wakes within a millisecond of its time, or it stands in line for a CPU here, which schedstat tells to the
 * microsecond, or works. What is left is time in which the host did not run this machine: also where it tells no steal. NaN: not known.
 */
export function unaccounted({ after, before }: Samples, slept: Slept): Seconds {
  const left = slept.late - slept.worked
  if (before && !isLate(slept)) return Math.max(0, left)
  const [was, now] = [before && valueOf(reading(before, ownSchedstat)), valueOf(reading(after, ownSchedstat))]
  // Where sched_info is off all is 0.
  if (!was || !now || now.slices === 0 || now.wait < was.wait) return Number.NaN
  return Math.max(0, left - (now.wait - was.wait) / 1e9)
}

export interface OwnLateness {
  readonly looks: number
  /** Of them those that came late by at least so much. */
  readonly late: number
  readonly most: Seconds
}

/** Looks that are gone through: a quarter of an hour ago another guest may have had its burst. */
const LOOKS = 60

/** Null: nobody measured it. */
export function ownLateness({ series }: History, least: Seconds): OwnLateness | null {
  const known = [...(series.get(OWN_LATE) ?? [])].slice(-LOOKS).filter((late) => !Number.isNaN(late))
  if (known.length === 0) return null
  return { looks: known.length, late: known.filter((late) => late >= least).length, most: Math.max(...known) }
}
