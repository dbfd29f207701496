import type { Nanos, Seconds } from '../../units.ts'
import { countOf, groupsRound, type Turn } from './turns.ts'
import type { Walk } from './walk.ts'

/** Groups that a rule looks at now, where there are too many for all. */
export interface LookedAt {
  readonly looked: number
  /** That there are. */
  readonly of: number
  /** Of those below groups that were never listed nothing is known: there may be more. */
  readonly isLeast: boolean
  /** Until all of them had their turn. */
  readonly round: Seconds
}

/** `counted`: as the kernel counts them; null: it does not, or not those that are in sight here. Null: all are looked at. */
export function lookedAt(found: Walk, at: Nanos, turn: Turn, counted: number | null): LookedAt | null {
  if (!found.isCrowded) return null
  return {
    looked: countOf(found, at, turn),
    of: Math.max(found.known.size, counted ?? 0),
    isLeast: counted === null,
    round: groupsRound(found, turn),
  }
}
