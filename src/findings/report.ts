import {
  type Ended,
  type Finding,
  type Findings,
  type NotEvaluable,
  SEVERITIES,
  type Severity,
} from '../model/findings.ts'
import type { Nanos } from '../units.ts'
import { correlate } from './correlate.ts'
import type { EngineState, Settings } from './engine.ts'
import { isClear, isSeen, type Rule } from './rule.ts'
import type { Episode } from './track.ts'

/** What is known, as it is shown. */
export function reportOf(state: EngineState, { rules }: Settings, now: Nanos): Findings {
  const found: Finding[] = []
  const notEvaluable: NotEvaluable[] = []
  const observed = state.began === null ? 0 : (now - state.began) / 1e9
  for (const rule of rules) {
    const memory = state.rules.get(rule.id)
    if (!memory) continue
    const { episode, last } = memory.track
    const { id, title } = rule
    if (last && !isSeen(last) && !isClear(last)) notEvaluable.push({ id, title, why: last.why, remedy: last.remedy })
    else if (rule.trend !== undefined && observed < rule.trend)
      notEvaluable.push({
        id,
        title,
        why: `it shows over ${rule.trend} s, and ${Math.floor(observed)} s were watched`,
        remedy: 'watch for longer',
      })
    if (episode && observed >= (rule.trend ?? 0)) found.push(findingOf(rule, episode))
  }
  const { headline, list } = correlate(found)
  const harmed = new Set(list.filter(isHarm).map(({ resource }) => resource))
  return {
    at: now,
    headline,
    list,
    ruledOut: state.ruledOut.filter(({ resource }) => !harmed.has(resource)),
    notEvaluable,
    ended: state.ended,
    observed,
  }
}

export function endedOf({ id, title }: Rule<never>, episode: Episode, now: Nanos): Ended {
  const { since, heldAt, peak, level, seen } = episode
  return {
    id,
    title,
    severity: severityOf(level),
    says: seen.says,
    since,
    until: Math.min(heldAt, now),
    peak,
    culprits: seen.culprits,
  }
}

function findingOf(rule: Rule<never>, episode: Episode): Finding {
  const { seen } = episode
  return {
    id: rule.id,
    title: rule.title,
    resource: rule.resource,
    severity: severityOf(episode.level),
    advice: rule.advice ?? false,
    since: episode.since,
    provisional: !episode.confirmed,
    window: rule.window,
    observed: episode.observed,
    value: seen.value,
    peak: episode.peak,
    history: episode.history,
    says: seen.says,
    evidence: seen.evidence,
    culprits: seen.culprits,
    scope: seen.scope ?? {},
    next: seen.next,
    caution: seen.caution ?? null,
    verify: seen.verify,
    explains: [],
    also: [],
  }
}

function isHarm({ severity, advice }: Finding): boolean {
  return severity !== 'info' && !advice
}

function severityOf(level: number): Severity {
  return SEVERITIES[level] ?? 'info'
}
