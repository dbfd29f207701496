import { count as counted } from '../../format.ts'
import type { LookedAt } from '../../model/cgroups/looked-at.ts'
import type { Missing } from '../../source.ts'
import type { Evidence } from '../rule.ts'
import { count } from './told.ts'

/** Beside what was found. Nothing to say where all were looked at. */
export function toldOfLeft(lookedAt: LookedAt | null, from: string): readonly Evidence[] {
  return lookedAt ? [count('cgroups looked at', lookedAt.looked, lookedAt.of, from)] : []
}

/** Nothing was found in those that were looked at: of the others nothing is known. */
export function notAll({ looked, of, isLeast }: LookedAt, source: string): Missing {
  const all = `${isLeast ? 'at least ' : ''}${counted(of)}`
  return {
    missing: 'pending',
    source,
    why: `${counted(looked)} of ${all} cgroups are looked at, and nothing was found in them: the others are too many`,
    remedy: 'run whytop in one of the containers, or remove cgroups that nobody uses any more',
  }
}
