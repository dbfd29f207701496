import type { Culprit, Ended, Evidence, Finding, Findings, Severity } from '../../model/findings.ts'
import type { Nanos } from '../../units.ts'
import type { Place } from '../view.ts'

/** What the page is about: a finding that is there, or one that is over. */
export interface Shown {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly says: string
  readonly since: Nanos
  /** Null: it is there now. */
  readonly until: Nanos | null
  /** Of the peak and the history; null: not told, and a number without a unit says nothing. */
  readonly unit: string | null
  readonly peak: number
  readonly culprits: readonly Culprit[]
  readonly evidence: readonly Evidence[]
  /** Null: it is over. */
  readonly now: Finding | null
}

/** Null: it was never there, or so long ago that it is forgotten. */
export function shownAt(findings: Findings | null, { about }: Pick<Place, 'about'>): Shown | null {
  const isIt = (one: Finding | Ended) => one.id === about.id && (one.namespace?.id ?? undefined) === about.namespace
  const now = findings?.list.find(isIt)
  const { since } = about
  if (now && (since === undefined || since === now.since)) return { ...now, until: null, now }
  const over = findings?.ended.find((one) => isIt(one) && (since === undefined || since === one.since))
  return over ? { ...over, evidence: [], now: null } : null
}

/** What leads to its page: the same may be found in several network namespaces. */
export function aboutFinding({ id, namespace }: Pick<Finding | Ended, 'id' | 'namespace'>): Place['about'] {
  return namespace ? { id, namespace: namespace.id } : { id }
}

/** Tells it from other rows. */
export function findingKey({ id, namespace }: Pick<Finding | Ended, 'id' | 'namespace'>): string {
  return namespace ? `${id} ${namespace.id}` : id
}
