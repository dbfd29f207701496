import type { Evidence, RuledOut } from '../../model/findings.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Source } from '../../source.ts'

/** What clears one resource. Pure; null where a number is missing that would be needed, or where it does not clear. */
export interface Clearance {
  readonly sources: readonly Source<unknown>[]
  readonly clears: (snapshot: Snapshot) => RuledOut | null
}

/** One number that clears, and what it would have to reach. */
export function number(
  what: string,
  seen: number | string,
  limit: number | string | null,
  unit: string,
  from: string,
): Evidence {
  return { what, seen, limit, unit, from }
}

/** A share as percent with one decimal, as it stands in evidence. */
export function inPercent(share: number): number {
  return Math.round(share * 1000) / 10
}
