import type { WatchCommand } from './command-options.ts'
import type { Config } from './config.ts'
import type { Host } from './host/host.ts'
import { type Finding, type Findings, SEVERITIES, type Severity } from './model/findings.ts'
import { findingJson } from './model/findings-json.ts'
import { isUnread } from './native/unread.ts'
import { observe } from './observe.ts'
import type { Seconds } from './units.ts'
import { jsonLine } from './why-json.ts'
import { SIGNS, saidOf } from './why-text.ts'

/** Seconds between two looks, as on the screen. */
const INTERVAL = 2
const STDOUT = 1

/**
 * What became of a finding between two looks. `began` first and `ended` last, each once; `confirmed` at most once between them: what
 * begins with `provisional: false`, or ends before its window is over, has none. `worse` and `milder` as often as its severity changes.
 */
export interface Change {
  readonly change: 'began' | 'confirmed' | 'worse' | 'milder' | 'ended'
  readonly finding: Finding
  /** It did not end, but this finding says the same now. */
  readonly by?: string
}

/** One line for each change of what is found, until it is stopped or nobody reads it any more. */
export async function watch(
  host: Host,
  { json, min }: Omit<WatchCommand, 'command'>,
  limits: Config['limits'],
  out: (text: string) => Promise<void>,
): Promise<void> {
  let last: Findings | null = null
  for await (const findings of observe(host, { limits, interval: INTERVAL, all: false })) {
    for (const change of changes(last, findings, min))
      await out(`${json ? changeJson(change, findings) : changeText(change)}\n`)
    if (isUnread(STDOUT)) return
    last = findings
  }
}

/** Ended first: what came may be what it became. */
export function changes(before: Findings | null, after: Findings, min: Severity): readonly Change[] {
  const told = (findings: Findings | null) =>
    (findings?.list ?? []).filter(({ severity }) => level(severity) >= level(min))
  const was = new Map(told(before).map((finding) => [keyOf(finding), finding]))
  const is = new Map(told(after).map((finding) => [keyOf(finding), finding]))
  const ended = [...was].filter(([key, { since }]) => is.get(key)?.since !== since).map(([, finding]) => finding)
  return [
    ...ended.map((finding) => endOf(finding, (after.at - (before?.at ?? after.at)) / 1e9, after)),
    ...[...is].flatMap(([key, finding]): readonly Change[] => {
      const old = was.get(key)
      if (!old || old.since !== finding.since) return [{ change: 'began', finding }]
      const [from, to] = [level(old.severity), level(finding.severity)]
      return [
        ...(from === to ? [] : [{ change: to > from ? 'worse' : 'milder', finding } as const]),
        ...(old.provisional && !finding.provisional ? [{ change: 'confirmed', finding } as const] : []),
      ]
    }),
  ]
}

/** The same may be found in several network namespaces. */
function keyOf({ id, namespace }: Finding): string {
  return namespace ? `${id} ${namespace.id}` : id
}

/** What it said is of a look before this one. In another network namespace the same id is another finding. */
function endOf(finding: Finding, passed: Seconds, { list }: Findings): Change {
  const { id, namespace, seenAgo = 0 } = finding
  const by = list.find((one) => one.also.includes(id) && one.namespace?.id === namespace?.id)
  const last = passed > 0 ? { ...finding, seenAgo: seenAgo + passed } : finding
  return { change: 'ended', finding: last, ...(by && { by: by.id }) }
}

function level(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

/** One line of `watch --json`: `$defs/change` of the schema. */
export function changeJson({ change, finding, by }: Change, { at, headline }: Findings): string {
  const record = { schema: 1, at: new Date().toISOString(), change, headline, finding: findingJson(finding, at) }
  return jsonLine({ ...record, ...(by !== undefined && { by }) })
}

function changeText({ change, finding, by }: Change): string {
  const now = by === undefined ? '' : ` (${by} says the same now)`
  return `${new Date().toISOString().slice(11, 19)} ${change}${now} ${SIGNS[finding.severity]} ${finding.id}: ${saidOf(finding)}`
}
