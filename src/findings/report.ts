import { numberOf } from '../format.ts'
import {
  type Ended,
  type Finding,
  type Findings,
  type NotEvaluable,
  type RuledOut,
  type Scope,
  SEVERITIES,
  type Severity,
} from '../model/findings.ts'
import type { Nanos, Seconds } from '../units.ts'
import { correlate } from './correlate.ts'
import type { EngineState, Settings } from './engine.ts'
import { memoryKey } from './memory.ts'
import { isClear, isSeen, type Rule, type Seen } from './rule.ts'
import type { Episode, Sighting, Track } from './track.ts'
import type { Elsewhere } from './visits.ts'

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
    if (episode && observed >= (rule.trend ?? 0)) found.push(findingOf(rule, episode, last, now))
  }
  const elsewhere = state.elsewhere.known.others.length > 0 ? rules.filter(({ namespaced }) => namespaced) : []
  for (const rule of elsewhere) {
    const there = tracksElsewhere(state, rule)
    for (const { episode, last } of there) if (episode) found.push(findingOf(rule, episode, last, now))
    const unknown = notEvaluable.some(({ id }) => id === rule.id) ? null : unknownElsewhere(rule, there)
    if (unknown) notEvaluable.push(unknown)
  }
  const { headline, list } = correlate(found)
  const harmed = new Set(list.filter(isHarm).map(({ resource }) => resource))
  return {
    at: now,
    headline,
    list,
    ruledOut: state.ruledOut
      .filter(({ resource }) => !harmed.has(resource))
      .map((one) => lookedAt(one, state.elsewhere)),
    notEvaluable,
    ended: state.ended,
    observed,
  }
}

/** The same later, where nobody has looked since: only how long ago each was seen is another. */
export function aged(state: EngineState, { rules }: Settings, last: Findings, now: Nanos): Findings {
  const list = last.list.map((finding) => {
    const rule = rules.find(({ id }) => id === finding.id)
    const track = rule && state.rules.get(memoryKey(rule, finding.namespace?.id))?.track
    if (!rule || !track?.episode) return finding
    const ago = seenAgo(rule, track.episode.seen, track.last, now)
    return ago === null ? finding : { ...finding, seenAgo: ago }
  })
  return { ...last, list }
}

/** Of the network: the number is that of whytop's own namespace, and the others are cleared where they were looked at. */
function lookedAt(ruledOut: RuledOut, { known: { others, refused }, visitedAt }: Elsewhere): RuledOut {
  if (ruledOut.resource !== 'network' || others.length + refused === 0) return ruledOut
  const of = others.length === 1 ? 'the other network namespace' : `${others.length} other network namespaces`
  const how =
    others.length > 1
      ? `, ${visitedAt.size} of ${of} looked at`
      : visitedAt.size > 0
        ? `, ${of} looked at`
        : `, ${of} not looked at yet`
  const unknown =
    refused > 0
      ? `, the network namespace of ${numberOf(refused, 'process', 'processes')} is not known (run as root)`
      : ''
  return { ...ruledOut, says: `${ruledOut.says}${others.length > 0 ? how : ''}${unknown}` }
}

function tracksElsewhere({ rules, elsewhere }: EngineState, rule: Rule<never>): readonly Track[] {
  return elsewhere.known.others.flatMap(({ id }) => rules.get(memoryKey(rule, id))?.track ?? [])
}

/** Of many namespaces the first reason; one that is visited for the first time is no reason yet. */
function unknownElsewhere({ id, title }: Rule<never>, tracks: readonly Track[]): NotEvaluable | null {
  const lasts = tracks.flatMap(({ last }) => (last && !isSeen(last) && !isClear(last) ? [last] : []))
  const [first, ...more] = lasts.filter(({ missing }) => missing !== 'pending' && missing !== 'gone')
  if (!first) return null
  const others = more.length > 0 ? `, and ${more.length} more like it` : ''
  return { id, title, why: `in another network namespace: ${first.why}${others}`, remedy: first.remedy }
}

export function endedOf({ id, title }: Rule<never>, episode: Episode, now: Nanos): Ended {
  const { since, heldAt, unit, peak, worst, said, seen } = episode
  return {
    id,
    title,
    severity: severityOf(worst),
    says: (said[worst] ?? seen).says,
    since,
    until: Math.min(heldAt, now),
    unit,
    peak,
    culprits: seen.culprits,
    namespace: seen.namespace ?? null,
  }
}

function findingOf(rule: Rule<never>, episode: Episode, last: Track['last'], now: Nanos): Finding {
  const { seen } = episode
  const ago = seenAgo(rule, seen, last, now)
  return {
    id: rule.id,
    title: rule.title,
    resource: rule.resource,
    severity: severityOf(episode.level),
    peakSeverity: severityOf(episode.worst),
    advice: rule.advice ?? false,
    since: episode.since,
    sinceFrom: episode.isProven ? 'kernel' : 'observed',
    provisional: !episode.confirmed,
    window: rule.window,
    observed: episode.observed,
    unit: episode.unit,
    peak: episode.peak,
    history: episode.history,
    says: seen.says,
    ...(ago !== null && { seenAgo: ago }),
    evidence: seen.evidence,
    culprits: seen.culprits,
    scope: scopeOf(rule, seen),
    next: seen.next,
    caution: seen.caution ?? null,
    verify: seen.verify,
    namespace: seen.namespace ?? null,
    explains: [],
    also: [],
  }
}

/** Looks come every two seconds where nobody asks for another pace. */
const TWO_LOOKS: Seconds = 4

/** Null: it is of the last look, or of one so short ago that this makes no difference. */
function seenAgo(
  { every = 0, latch = 0 }: Rule<never>,
  { at }: Sighting,
  last: Track['last'],
  now: Nanos,
): Seconds | null {
  const ago = (now - at) / 1e9
  // What it says is over anyway, and since when it is there says how long ago it was.
  if (latch > 0) return null
  return (last && !isSeen(last) && ago > every) || ago > Math.max(TWO_LOOKS, 2 * every) ? ago : null
}

/** What is seen in whytop's own network namespace explains nothing in another one. */
function scopeOf({ namespaced }: Rule<never>, { scope = {} }: Seen): Scope {
  return namespaced && !scope.namespaces ? { ...scope, namespaces: [OWN_NETWORK] } : scope
}

const OWN_NETWORK = 'own'

function isHarm({ severity, advice }: Finding): boolean {
  return severity !== 'info' && !advice
}

function severityOf(level: number): Severity {
  return SEVERITIES[level] ?? 'info'
}
