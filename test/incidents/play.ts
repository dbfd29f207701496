import { mkdirSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { SEVERITIES, type Severity } from '../../src/model/findings.ts'
import type { FindingJson } from '../../src/model/findings-json.ts'
import type { WhyJson } from '../../src/why-json.ts'
import { type Change, type From, watched, why } from './ask.ts'
import { besideHost, besideWords, withoutHost } from './host.ts'
import type { Incident, Made } from './incident.ts'
import { IS_LAB } from './lab.ts'
import { isQuiet } from './quiet.ts'
import { openScene, type Scene } from './scene.ts'

/** A folder for whole answers, for who wants to see why. */
const KEEP = process.env.WHYTOP_INCIDENTS_KEEP
/** Seconds that a machine gets to become quiet, where the table is made. */
const PATIENCE = process.env.WHYTOP_INCIDENTS ? Number(process.env.WHYTOP_INCIDENTS_PATIENCE ?? 20) : 0

/** Seconds between two looks of `whytop watch`. */
const INTERVAL = 2
/** What has no window is looked at seldom, and ends when it is looked at. */
const SELDOM = 10

/** Makes it, has whytop look, and judges. The table of the README is made of the line it prints. */
export async function play(incident: Incident, program: string): Promise<void> {
  const quiet = await isQuiet(PATIENCE)
  const scene = openScene(program)
  try {
    const began = performance.now()
    const made = await incident.make(scene)
    const beside = await besideHost(() => why(incident.seconds ?? 10, from(scene, incident, made)))
    const answer = withoutHost(beside)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    if (KEEP) writeFileSync(join(KEEP, `${incident.name}.json`), JSON.stringify(beside.answer, null, 2))
    const verdict = quiet
      ? verdictOf(incident, made, answer, true)
      : `${verdictOf(incident, made, answer, false)}, beside other load`
    process.stdout.write(
      `incident ${incident.name}: ${incident.expected ?? 'silent'}, ${brief(beside.answer)}, ${seconds} s: ${verdict}${besideWords(beside)}; ${where()}\n`,
    )
    judge(incident, made, answer, quiet)
  } finally {
    await scene.end()
  }
}

/** Whether it is told that it began, and that it is over. */
export async function playToTheEnd(incident: Incident, program: string): Promise<void> {
  const scene = openScene(program)
  try {
    const made = await incident.make(scene)
    const watch = watched(from(scene, incident, made))
    scene.defer(() => watch.stop())
    // What waits for it fails, and all is taken away.
    const late = setTimeout(() => watch.stop(), 160_000)
    scene.defer(() => clearTimeout(late))
    // What says the same may come beside it, or in its place: it is over when none of them is there.
    const ids = [incident.expected, ...(incident.same ?? [])]
    const there = new Set<string>()
    let window = 0
    const isOne = ({ change, finding }: Change) => {
      if (!ids.includes(finding.id)) return false
      if (change === 'ended') return there.delete(finding.id)
      window = Math.max(window, finding.window_seconds)
      return there.add(finding.id).size > 0
    }
    await watch.next((one) => isOne(one) && one.change !== 'ended' && !one.finding.provisional)
    const over = made.over ?? scene.endActors
    await over()
    const began = performance.now()
    const { finding } = await watch.next((one) => isOne(one) && there.size === 0)
    const seconds = (performance.now() - began) / 1000
    const most = Math.max(2 * window, SELDOM) + (incident.stays ?? 0)
    process.stdout.write(
      `incident ${incident.name}, over: ${finding.id} ended after ${seconds.toFixed(1)} s of ${most}; ${where()}\n`,
    )
    expect(seconds).toBeLessThanOrEqual(most + 5 + INTERVAL)
  } finally {
    await scene.end()
  }
}

function from({ folder }: Scene, { limits }: Incident, { net }: Made): From {
  if (!limits) return net ? { net } : {}
  const config = join(folder, 'config')
  mkdirSync(join(config, 'whytop'), { recursive: true })
  writeFileSync(join(config, 'whytop', 'config.json'), JSON.stringify({ limits }))
  return net ? { net, config } : { config }
}

/** As the table has it. */
function where(): string {
  return `Linux ${release().split('-')[0]}, ${new Date().toISOString().slice(0, 10)}${IS_LAB ? ', lab' : ''}`
}

function judge({ severity = 'warning', ...incident }: Incident, made: Made, answer: WhyJson, quiet: boolean) {
  const told = brief(answer)
  const { findings, headline } = answer
  expect(
    findings.map(({ id }) => id).filter((id) => incident.never?.includes(id)),
    told,
  ).toEqual([])
  if (incident.expected === null)
    return expect(
      falseAlarms(made, answer, quiet).map(({ says }) => says),
      told,
    ).toEqual([])
  const found = foundIn(incident, answer)
  if (!found) return expect.fail(`${incident.expected} is not among ${told}`)
  expect(atLeast(found.severity, severity), `${found.id} is ${found.severity}: ${found.says}`).toBe(true)
  expect(incident.seconds ?? 10).toBeLessThanOrEqual(Math.max(found.window_seconds, incident.trend ?? 0) + 5)
  const { culprit } = made
  if (culprit !== undefined && (quiet || found.id === incident.expected)) {
    expect(
      found.culprits.filter((one) => isCulprit(culprit, one)),
      `${culprit}, of ${JSON.stringify(found.culprits)}`,
    ).not.toEqual([])
  }
  expect(found.evidence).not.toEqual([])
  if (incident.evidence && found.id === incident.expected) expect(evidenceText(found)).toMatch(incident.evidence)
  const first = incident.headline ?? [incident.expected]
  if (quiet && first.length > 0) expect(first, told).toContain(headline)
}

/** In words of the table: detected, and said first. */
function verdictOf(incident: Incident, made: Made, answer: WhyJson, quiet: boolean): string {
  if (incident.expected === null) return falseAlarms(made, answer, quiet).length > 0 ? 'false alarm' : 'silent'
  const found = foundIn(incident, answer)
  if (!found) return 'missed'
  const first = incident.headline ?? [incident.expected]
  const isFirst =
    first.length === 0
      ? answer.headline === null || answer.headline === found.id
      : first.includes(answer.headline ?? '')
  return isFirst ? 'detected, first' : 'detected'
}

function foundIn({ expected, same = [] }: Incident, { findings }: WhyJson): FindingJson | undefined {
  return findings.find(({ id }) => id === expected) ?? findings.find(({ id }) => same.includes(id))
}

/** What others on this machine do is theirs. */
function falseAlarms({ ours = [] }: Made, { findings }: WhyJson, quiet: boolean): readonly FindingJson[] {
  return findings.filter(
    ({ severity, culprits }) =>
      atLeast(severity, 'warning') && (quiet || culprits.some(({ key }) => ours.some((own) => key.startsWith(own)))),
  )
}

function isCulprit(culprit: string | RegExp, { key, name }: FindingJson['culprits'][number]): boolean {
  if (typeof culprit !== 'string') return culprit.test(key) || culprit.test(name)
  return key === culprit || key.startsWith(`${culprit}:`)
}

function evidenceText({ evidence }: FindingJson): string {
  return evidence.map(({ what, seen, unit, from }) => `${what} ${seen} ${unit} ${from}`).join('\n')
}

function brief({ headline, findings }: WhyJson): string {
  const all = findings.map(({ id, severity }) => `${id} ${id === headline ? 'first ' : ''}(${severity})`)
  return all.length > 0 ? all.join(' + ') : 'nothing'
}

function atLeast(severity: string, least: Severity): boolean {
  const order: readonly string[] = SEVERITIES
  return order.indexOf(severity) >= order.indexOf(least)
}
