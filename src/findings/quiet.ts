import type { Resource } from '../model/findings.ts'
import type { Sample } from '../sample/sample.ts'
import type { Nanos } from '../units.ts'
import { beatOf, crowdOf, EARLY, isSliced, nextBeat, offsetOf, RESOURCES, restOf } from './beats.ts'
import type { EngineState, Settings } from './engine.ts'
import type { Rule } from './rule.ts'

/** Of each resource until when no rule's turn comes, unless something stirs. 0, or none: it may come at any sample. */
export type Quiet = ReadonlyMap<Resource, Nanos>

/** Resources of which a rule's turn may have come: at most samples of a machine that rests there is none, and no rule is asked. */
export function openAt({ quiet, awake }: EngineState, now: Nanos): readonly Resource[] {
  return RESOURCES.filter((resource) => awake.has(resource) || now >= (quiet.get(resource) ?? 0))
}

/** After a sample: only that of a resource whose time has come is worked out anew. */
export function quietAfter(state: EngineState, { rules, all }: Settings, sample: Sample): Quiet {
  const { quiet, awake } = state
  const open = openAt(state, sample.at).filter((resource) => !awake.has(resource) || quiet.get(resource) !== 0)
  if (all || open.length === 0) return quiet
  const next = new Map(quiet)
  for (const resource of open) next.set(resource, awake.has(resource) ? 0 : Number.POSITIVE_INFINITY)
  const crowd = crowdOf(sample)
  for (const rule of rules) {
    const soonest = open.includes(rule.resource) ? (next.get(rule.resource) ?? 0) : 0
    if (soonest > 0) next.set(rule.resource, Math.min(soonest, turnOf(rule, state, sample.at, crowd)))
  }
  return next
}

/** When the turn of a rule comes next, where nothing stirs. */
function turnOf(rule: Rule<never>, state: EngineState, now: Nanos, crowd: number): Nanos {
  const memory = state.rules.get(rule.id)
  if (!memory || memory.looks < 2 || memory.freshlyArmed) return 0
  const beat = beatOf(rule, state, now, crowd)
  if (beat !== null && isSliced(rule, memory)) return 0
  const offset = beat === null ? offsetOf(rule.resource) : 0
  return (nextBeat(memory.lookedAt, beat ?? restOf(rule, memory, crowd), offset) - EARLY) * 1e9
}
