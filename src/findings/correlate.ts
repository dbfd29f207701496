import { type Finding, SEVERITIES } from '../model/findings.ts'
import { GRAPH } from './graph.ts'
import { shareScope } from './scope.ts'

/** The order in which findings are told, and which one stands for all; what would be said twice is named beside what says it. */
export function correlate(found: readonly Finding[]): {
  readonly headline: string | null
  readonly list: readonly Finding[]
} {
  const coveredBy = new Map<Finding, Finding>()
  for (const one of found) {
    const by = found.find((other) => covers(other, one))
    if (by) coveredBy.set(one, by)
  }
  const shown = found.filter((one) => !coveredBy.has(one))
  const explained = new Map(shown.map((one) => [one, shown.filter((other) => explains(one, other, found))]))
  const effects = new Set(shown.flatMap((one) => (isHarm(one) ? (explained.get(one) ?? []) : [])))
  const order = (a: Finding, b: Finding) =>
    Number(isHarm(b)) - Number(isHarm(a)) ||
    Number(effects.has(a)) - Number(effects.has(b)) ||
    harmOf(a) - harmOf(b) ||
    level(b) - level(a) ||
    a.since - b.since
  const list = [...shown].sort(order).map((one): Finding => {
    const also = [...coveredBy].filter(([, by]) => outermost(coveredBy, by) === one).map(([{ id }]) => id)
    return { ...one, explains: ids(explained.get(one) ?? []), also: [...new Set(also)] }
  })
  const first = list[0]
  return { headline: first && isHarm(first) ? first.id : null, list }
}

/** What may be the headline: it harms, and it is no mere advice. */
function isHarm({ severity, advice }: Finding): boolean {
  return severity !== 'info' && !advice
}

/**
 * It says the same, and is no less bad; or it is known to judge the same better, and its severity stands for both. What only informs
 * takes the place of no harm all the same: a machine on which somebody waits would look well.
 */
function covers(cause: Finding, other: Finding): boolean {
  if (cause.id === other.id || cause.advice || !shareScope(cause.scope, other.scope)) return false
  const { covers: same = [], insteadOf = [] } = GRAPH[cause.id] ?? { rank: 0 }
  const isNoLess = level(cause) >= level(other)
  return isAmong(insteadOf, other) ? isNoLess || isHarm(cause) : isNoLess && isAmong(same, other)
}

/** Whether these name it: by its id, or by that and what is waited for. */
function isAmong(names: readonly string[], { id, scope }: Finding): boolean {
  return names.includes(id) || (scope.waits ?? []).some((wait) => names.includes(`${id} ${wait}`))
}

/**
 * Also by way of what was found as well: a full CPU explains what an accept queue that overflows brings about. Where none overflows,
 * a full CPU is not why segments are lost.
 */
function explains(cause: Finding, other: Finding, found: readonly Finding[], by = new Set<Finding>()): boolean {
  if (cause.id === other.id || !shareScope(cause.scope, other.scope)) return false
  by.add(cause)
  if (leadsTo(cause, other)) return true
  return found.some((between) => !by.has(between) && leadsTo(cause, between) && explains(between, other, found, by))
}

function leadsTo(cause: Finding, other: Finding): boolean {
  const { explains: direct = [], covers: same = [], insteadOf = [] } = GRAPH[cause.id] ?? { rank: 0 }
  return isAmong([...direct, ...same, ...insteadOf], other) && shareScope(cause.scope, other.scope)
}

function outermost(coveredBy: ReadonlyMap<Finding, Finding>, one: Finding): Finding {
  let at = one
  for (let up = coveredBy.get(at); up !== undefined; up = coveredBy.get(at)) at = up
  return at
}

function ids(list: readonly Finding[]): readonly string[] {
  return [...new Set(list.map(({ id }) => id))]
}

/** Ranks by which a critical finding stands before where its kind would: its victims wait for most of the time, not for some of it. */
const CRITICAL = 3
/** Below this rank programs are killed or stand still: nothing that makes them slow goes before it. */
const SLOW = 2

/** Harm to victims, the worst first: what happens to them, and how much of it. */
function harmOf({ id, severity }: Finding): number {
  const rank = GRAPH[id]?.rank ?? 8
  return severity === 'critical' && rank > SLOW ? Math.max(SLOW, rank - CRITICAL) : rank
}

function level({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity)
}
