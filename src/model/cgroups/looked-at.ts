import type { Walk } from './walk.ts'

/** Groups that a rule looks at, where there are too many for all. */
export interface LookedAt {
  readonly looked: number
  /** That there are. */
  readonly of: number
  /** Of those below groups that are left out nothing is known: there may be more. */
  readonly isLeast: boolean
}

/** `counted`: as the kernel counts them; null: it does not, or not those that are in sight here. Null: all are looked at. */
export function lookedAt({ groups, left }: Walk, counted: number | null): LookedAt | null {
  if (left === 0) return null
  const known = groups.length + left
  return { looked: groups.length, of: Math.max(known, counted ?? 0), isLeast: counted === null }
}
