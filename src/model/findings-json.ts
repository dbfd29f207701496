import type { Finding, Findings } from './findings.ts'

/** What the rules found, as JSON has it wherever it is printed: `whytop why --json`, `watch --json` and the overview. */
export interface FindingsJson {
  readonly headline: string | null
  readonly findings: readonly FindingJson[]
  readonly ruled_out: readonly {
    readonly resource: string
    readonly says: string
    readonly evidence: FindingJson['evidence']
  }[]
  readonly not_evaluable: readonly { readonly id: string; readonly why: string; readonly remedy: string | null }[]
}

export interface FindingJson {
  readonly id: string
  readonly severity: string
  readonly peak_severity: string
  readonly since_seconds: number
  readonly since_from: 'observed' | 'kernel'
  readonly says: string
  /** Of the look that it says this of; 0: it is of the last one. */
  readonly seen_seconds_ago: number
  readonly window_seconds: number
  readonly observed_seconds: number
  readonly provisional: boolean
  readonly evidence: readonly {
    readonly what: string
    readonly seen: number | string | null
    readonly limit: number | string | null
    readonly unit: string
    readonly from: string
  }[]
  readonly culprits: readonly { readonly kind: string; readonly key: string; readonly name: string }[]
  /** Another network namespace than whytop's own; null: of the whole machine, or of that one. */
  readonly namespace: {
    readonly id: number
    readonly name: string
    readonly pid: number
    readonly processes: number
  } | null
  readonly next: string
  readonly verify: string
}

export function findingsJson({ at, headline, list, ruledOut, notEvaluable }: Findings): FindingsJson {
  return {
    headline,
    findings: list.map((finding) => findingJson(finding, at)),
    ruled_out: ruledOut.map(({ resource, says, evidence }) => ({
      resource,
      says,
      evidence: evidence.map(plainEvidence),
    })),
    not_evaluable: notEvaluable.map(({ id, why, remedy }) => ({ id, why, remedy })),
  }
}

export function findingJson(finding: Finding, at: number): FindingJson {
  const { id, severity, says, window, observed, provisional, evidence, culprits, next, verify } = finding
  return {
    id,
    severity,
    peak_severity: finding.peakSeverity,
    since_seconds: tenths((at - finding.since) / 1e9),
    since_from: finding.sinceFrom,
    says,
    seen_seconds_ago: tenths(finding.seenAgo ?? 0),
    window_seconds: window,
    observed_seconds: tenths(observed),
    provisional,
    evidence: evidence.map(plainEvidence),
    culprits: culprits.map(({ kind, key, name }) => ({ kind, key, name })),
    namespace: namespaceOf(finding),
    next,
    verify,
  }
}

function namespaceOf({ namespace }: Finding): FindingJson['namespace'] {
  return namespace && { id: namespace.id, name: namespace.name, pid: namespace.pid, processes: namespace.processes }
}

function plainEvidence({ what, seen, limit, unit, from }: FindingJson['evidence'][number]) {
  return { what, seen: rounded(seen), limit: rounded(limit), unit, from }
}

/** Whole from 1,000 on, four digits below: more was not measured. */
function rounded(value: number | string | null): number | string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return value
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4))
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
