import { age, bytesLong, countShort } from './format.ts'
import type { Evidence, Finding, Findings, Severity } from './model/findings.ts'
import { clean } from './text.ts'

/** The signs of ui.md; words stand beside them. */
export const SIGNS: Readonly<Record<Severity, string>> = { critical: '●', warning: '▲', info: '·' }
const MOST_CULPRITS = 5

/** To be pasted into a chat: what is wrong, how it is known, what it is not, and what to do. */
export function whyText(findings: Findings, host: string): string {
  const { list, ruledOut, notEvaluable, ended, observed, headline, hidden } = findings
  const first = list.find(({ id }) => id === headline)
  return [
    `${clean(host)}, watched for ${Math.round(observed)} s`,
    ...(hidden === undefined
      ? []
      : [`RESTRICTED: ${hidden} threads are not listed (hidepid, or a PID namespace) and were not looked at`]),
    first
      ? `WHY ${SIGNS[first.severity]} ${saidOf(first)}`
      : `WHY: nothing found that harms${blind(notEvaluable.length)}`,
    ...list.flatMap((finding) => ['', ...findingLines(finding, findings.at)]),
    ...(ended.length > 0 ? ['', 'ended:'] : []),
    ...ended.map(({ id, since, until, says }) => `  ${id}, lasted ${age((until - since) / 1e9)}: ${clean(says)}`),
    ...(ruledOut.length > 0 ? ['', 'ruled out:'] : []),
    ...ruledOut.map(({ resource, says }) => `  ${resource}: ${clean(says)}`),
    ...(notEvaluable.length > 0 ? ['', ...unknownLines(notEvaluable)] : []),
    '',
  ].join('\n')
}

/** Rules that could not look found nothing either. */
function blind(count: number): string {
  return count === 0 ? '' : `; ${count} ${count === 1 ? 'rule' : 'rules'} could not look, see the end`
}

function findingLines(finding: Finding, at: number): readonly string[] {
  const { id, title, severity, peakSeverity, since, sinceFrom, culprits, next, caution, verify } = finding
  const { provisional, explains, also } = finding
  const was = severity === peakSeverity ? '' : `, was ${peakSeverity}`
  const proven = sinceFrom === 'kernel' ? ' at least, by the kernel’s own count' : ''
  const state = `${severity}${was}${provisional ? ', provisional' : ''}, since ${age((at - since) / 1e9)}${proven}`
  return [
    `${SIGNS[severity]} ${id} (${title}): ${state}`,
    `  ${saidOf(finding)}`,
    ...finding.evidence.map((one) => `  - ${evidenceText(one)}`),
    ...culprits
      .slice(0, MOST_CULPRITS)
      .map(({ kind, name, share }) => `  culprit: ${kind} ${clean(name)}${share ? `, ${clean(share)}` : ''}`),
    ...(culprits.length > MOST_CULPRITS ? [`  and ${culprits.length - MOST_CULPRITS} more`] : []),
    ...(explains.length > 0 ? [`  explains: ${explains.join(', ')}`] : []),
    ...(also.length > 0 ? [`  seen with it: ${also.join(', ')}`] : []),
    `  next: ${clean(next)}`,
    ...(caution === null ? [] : [`  caution: ${clean(caution)}`]),
    `  verify: ${clean(verify)}`,
  ]
}

/** With how long ago it was seen, where that is not now. */
export function saidOf({ says, seenAgo }: Finding): string {
  return `${clean(says)}${seenAgo === undefined ? '' : ` (seen ${age(seenAgo)} ago)`}`
}

export function evidenceText({ what, seen, limit, unit, from }: Evidence): string {
  const compared = limit === null ? '' : ` (limit ${amount(limit, unit)})`
  return `${clean(what)}: ${amount(seen, unit)}${compared}, ${clean(from)}`
}

function amount(value: number | string | null, unit: string): string {
  if (value === null) return 'unknown'
  if (typeof value === 'string') return clean(value)
  if (unit === 'B' || unit === 'B/s') return `${bytesLong(value)}${unit === 'B/s' ? '/s' : ''}`
  const digits =
    Math.abs(value) < 9999.5 && !Number.isInteger(value) ? `${Math.round(value * 100) / 100}` : countShort(value)
  return unit === '' ? digits : `${digits} ${unit}`.replace(' /s', '/s')
}

/** Many rules lack the same file: the reason is said once. */
function unknownLines(all: Findings['notEvaluable']): readonly string[] {
  const byReason = new Map<string, string[]>()
  for (const { id, why, remedy } of all) {
    const reason = remedy === null ? why : `${why} (${remedy})`
    byReason.set(reason, [...(byReason.get(reason) ?? []), id])
  }
  return ['not known:', ...[...byReason].map(([reason, ids]) => `  ${ids.join(', ')}: ${clean(reason)}`)]
}
