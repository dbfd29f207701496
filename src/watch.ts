import type { WatchCommand } from './command-options.ts'
import type { Config } from './config.ts'
import type { Host } from './host/host.ts'
import { type Finding, type Findings, SEVERITIES, type Severity } from './model/findings.ts'
import { findingJson } from './model/findings-json.ts'
import { observe } from './observe.ts'
import { clean } from './text.ts'
import { jsonLine } from './why-json.ts'
import { SIGNS } from './why-text.ts'

/** Seconds between two looks, as on the screen. */
const INTERVAL = 2

/** What became of a finding between two looks. */
export interface Change {
  readonly change: 'began' | 'confirmed' | 'worse' | 'ended'
  readonly finding: Finding
}

/** One line for each change of what is found, until it is stopped. */
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
    last = findings
  }
}

/** Ended first: what came may be what it became. */
export function changes(before: Findings | null, after: Findings, min: Severity): readonly Change[] {
  const told = (findings: Findings | null) =>
    (findings?.list ?? []).filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(min))
  const was = new Map(told(before).map((finding) => [finding.id, finding]))
  const is = told(after)
  const ended = [...was.values()].filter(({ id }) => !is.some((finding) => finding.id === id))
  return [
    ...ended.map((finding): Change => ({ change: 'ended', finding })),
    ...is.flatMap((finding): readonly Change[] => {
      const old = was.get(finding.id)
      if (!old || old.since !== finding.since) return [{ change: 'began', finding }]
      if (old.severity !== finding.severity) return [{ change: 'worse', finding }]
      return old.provisional && !finding.provisional ? [{ change: 'confirmed', finding }] : []
    }),
  ]
}

/** One line of `watch --json`: `$defs/change` of the schema. */
export function changeJson({ change, finding }: Change, { at, headline }: Findings): string {
  return jsonLine({ schema: 1, at: new Date().toISOString(), change, headline, finding: findingJson(finding, at) })
}

function changeText({ change, finding }: Change): string {
  return `${new Date().toISOString().slice(11, 19)} ${change} ${SIGNS[finding.severity]} ${finding.id}: ${clean(finding.says)}`
}
