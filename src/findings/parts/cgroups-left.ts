import { count as counted, roughly } from '../../format.ts'
import type { LookedAt } from '../../model/cgroups/looked-at.ts'
import type { Evidence, NotTold } from '../rule.ts'
import { count } from './told.ts'

/** Beside what was found. Nothing to say where all were looked at. */
export function toldOfLeft(lookedAt: LookedAt | null, from: string): readonly Evidence[] {
  if (!lookedAt) return []
  const what = `cgroups looked at now (in turns, all in about ${roughly(lookedAt.round)})`
  return [count(what, lookedAt.looked, lookedAt.of, from)]
}

/** Nothing was found in those whose turn it is: of the others it is not known now. */
export function notAll({ looked, of, isLeast, round }: LookedAt, source: string, kept: unknown): NotTold {
  const all = `${isLeast ? 'at least ' : ''}${counted(of)}`
  return {
    missing: 'pending',
    source,
    why: `${counted(looked)} of ${all} cgroups are looked at now, and nothing was found in them: the others have their turn, all in about ${roughly(round)}`,
    remedy: 'watch for as long as that',
    kept,
  }
}
