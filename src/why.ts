import { readFile } from 'node:fs/promises'
import type { WhyCommand } from './command-options.ts'
import type { Config } from './config.ts'
import { EXIT } from './exit-codes.ts'
import type { Host } from './host/host.ts'
import { type Findings, SEVERITIES, type Severity } from './model/findings.ts'
import { monotonic } from './monotonic.ts'
import { observe } from './observe.ts'
import { type Changes, changesSince, savedAnswer } from './since.ts'
import { clean } from './text.ts'
import { jsonLine, type WhyJson, whyJson } from './why-json.ts'
import { whyText } from './why-text.ts'

/** Seconds between two looks: a short run sees more that way. */
const INTERVAL = 1
/** Rates need two looks, what is dear another, its rates a fourth; then three sightings. A slow machine takes longer than it was asked to. */
const LOOKS = 6

/** Looks for a while, prints what was found, and returns the exit code. */
export async function why(
  host: Host,
  { seconds, json, min, since }: Omit<WhyCommand, 'command' | 'root'>,
  limits: Config['limits'],
  say: { readonly out: (text: string) => Promise<void>; readonly error: (line: string) => void },
): Promise<number> {
  const saved = since === null ? null : await savedIn(since)
  if (typeof saved === 'string') {
    say.error(`whytop: ${clean(saved)}`)
    return EXIT.mistake
  }
  const findings = await watched(host, seconds, limits)
  const known = findings ? whyJson(findings) : null
  if (!findings || !known || (findings.observed === 0 && host.facts.clock === 'live')) {
    say.error('whytop: nothing could be measured; is /proc mounted?')
    return EXIT.failed
  }
  const changes = saved && changesSince(saved, known)
  if (json) await say.out(`${jsonLine({ ...known, ...(changes && { changes }) })}\n`)
  else await say.out(`${whyText(findings, host.facts.name)}${changes ? changesText(changes) : ''}`)
  return isAtLeast(findings, min) ? EXIT.found : EXIT.fine
}

async function watched(host: Host, seconds: number, limits: Config['limits']): Promise<Findings | null> {
  const began = monotonic()
  let last: Findings | null = null
  let looks = 0
  for await (const findings of observe(host, {
    limits,
    interval: Math.min(INTERVAL, seconds / (LOOKS - 1)),
    all: true,
  })) {
    last = findings
    looks++
    if (looks >= LOOKS && monotonic() - began >= seconds * 1000 - 50) break
  }
  return last
}

function isAtLeast({ list }: Findings, min: Severity): boolean {
  return list.some(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(min))
}

/** A string is what is wrong with the file. */
async function savedIn(file: string): Promise<Pick<WhyJson, 'findings'> | string> {
  try {
    const saved = savedAnswer(await readFile(file, 'utf8'))
    return typeof saved === 'string'
      ? `--since: ${file} ${saved}; save one with whytop why --json > before.json`
      : saved
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return `--since: ${file} cannot be read: ${code}`
  }
}

function changesText({ gone, came, stayed }: Changes): string {
  const lines = [
    ...(gone.length > 0 ? [`  gone: ${gone.map((id) => clean(id)).join(', ')}`] : []),
    ...(came.length > 0 ? [`  new: ${came.join(', ')}`] : []),
    ...stayed.map(({ id, severity, what, unit, before, after }) =>
      `  still: ${id}, ${severity.before === severity.after ? severity.after : `${clean(severity.before)} → ${severity.after}`}${what === null ? '' : `, ${clean(what)} ${clean(String(before ?? '?'))} → ${clean(String(after ?? '?'))} ${unit}`}`.trimEnd(),
    ),
  ]
  return `since the saved answer:\n${lines.length > 0 ? lines.join('\n') : '  nothing then, and nothing now'}\n`
}
