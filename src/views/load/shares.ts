import { percentOf } from '../../format.ts'
import { type Attribution, type Shares, shares } from '../../model/load/attribute.ts'
import { CAUSE_KEYS, type Cause } from '../../model/load/cause.ts'
import type { Contribution } from '../../model/load/contribution.ts'
import { attributed } from '../../model/remember.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { loadavg } from '../../parse/loadavg.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing } from '../../source.ts'
import { type Text, text } from '../../text.ts'

/** The 1 minute average taken apart, as far as it was watched; null: threads were not looked at yet, or there is no load. */
export interface Watched {
  readonly state: Attribution
  readonly shares: Shares
}

/** From the history, or where there is none (one frame printed) from the two samples at hand. */
export function watched(snapshot: Snapshot): Watched | null {
  const state = attributed(snapshot.history.load, snapshot)
  const all = state && shares(state)
  return state && all ? { state, shares: all } : null
}

/** The cause a thread or process contributed most by. */
export function mainCause({ by }: Contribution): Cause | null {
  let main: Cause | null = null
  for (const cause of CAUSE_KEYS) if ((by[cause] ?? 0) > (main === null ? 0 : (by[main] ?? 0))) main = cause
  return main
}

/** What the shares do not name. */
export function unnamed(snapshot: Snapshot, small: 'smallThreads' | 'smallProcesses'): Text {
  if (isMissing(reading(snapshot.samples.after, loadavg))) return text`/proc/loadavg could not be read: no shares of it`
  const known = watched(snapshot)
  if (!known) return text`shares of the 1 minute average come with the second look`
  const { before, notFound } = known.shares
  const rest = known.shares[small] + notFound
  const parts = [
    before >= 0.0005 ? text`${percentOf(before)} before whytop looked` : null,
    rest >= 0.0005 ? text`${percentOf(rest)} too small to name` : null,
  ].filter((part) => part !== null)
  return parts.join(', ') as Text
}
