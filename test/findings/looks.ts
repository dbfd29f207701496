import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Clear, LimitValues, Rule, Seen } from '../../src/findings/rule.ts'
import { isClear, isSeen } from '../../src/findings/rule.ts'
import { treeHost } from '../../src/host/tree.ts'
import { type History, NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Process, Processes } from '../../src/sample/process.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import type { Missing, Reading, Source } from '../../src/source.ts'
import { isMissing } from '../../src/source.ts'
import { record } from '../model/record.ts'
import { SOME_PROCESSES, snapshotFrom } from '../snapshot-of.ts'

/** A machine made up for a rule: by path what its files say; a path that is not there is absent. */
export type Files = Readonly<Record<string, string>>

export interface Look<Kept> {
  readonly now: Files
  /** Left out: this is the first sample. */
  readonly was?: Files
  /** Paths that may not be read: EACCES. */
  readonly refused?: readonly string[]
  /** Between the two. */
  readonly seconds?: number
  /** Of the newest sample, seconds. */
  readonly at?: number
  readonly processes?: Processes
  readonly processesWas?: Processes
  readonly history?: History
  readonly kept?: Kept
  readonly limits?: Readonly<Record<string, number>>
  /** Although no sign asks for it: it was still read from the look before. */
  readonly withDear?: boolean
}

/** What a rule says of a made-up machine. What is dear is there only where its sign asks for it. */
export function lookAt<Kept>(rule: Rule<Kept>, look: Look<Kept>): Seen | Clear | Missing {
  const limits = limitsOf(rule, look.limits)
  const snapshot = madeUp(rule, look)
  return rule.see(snapshot, limits, look.kept ?? null)
}

export function limitsOf<Kept>(rule: Rule<Kept>, changed: Readonly<Record<string, number>> = {}): LimitValues {
  return (name) => {
    const limit = rule.limits[name]
    if (!limit) throw new Error(`${rule.id} declares no limit ${name}`)
    return changed[name] ?? limit.value
  }
}

export function seen(look: Seen | Clear | Missing): Seen {
  if (!isSeen(look)) throw new Error(`not seen: ${JSON.stringify(look)}`)
  if (!canBePasted(look.verify)) throw new Error(`a shell cannot read: ${look.verify}`)
  return look
}

const pasted = new Map<string, boolean>()

/** Whatever a rule finds, the command that verifies it is one as it stands. */
function canBePasted(command: string): boolean {
  const known = pasted.get(command)
  if (known !== undefined) return known
  const can = !/\bPID\b/.test(command) && spawnSync('sh', ['-n', '-c', command]).status === 0
  pasted.set(command, can)
  return can
}

export function clear(look: Seen | Clear | Missing): Clear {
  if (!isClear(look)) throw new Error(`not clear: ${JSON.stringify(look)}`)
  return look
}

export function notEvaluable(look: Seen | Clear | Missing): Missing {
  if (!isMissing(look)) throw new Error(`evaluable: ${JSON.stringify(look)}`)
  return look
}

export const FACTS = {
  name: 'test',
  pageSize: 4096,
  tick: 0.01,
  clock: 'replayed',
  clocks: false,
  captured: null,
  self: null,
  uid: 0,
} as const

/** What a rule says of a captured machine, with all that it ever asks for. */
export async function capturedLook<Kept>(
  rule: Rule<Kept>,
  folder: string,
  changed: Readonly<Record<string, number>> = {},
): Promise<Seen | Clear | Missing> {
  const host = treeHost(fileURLToPath(new URL(`../fixtures/${folder}`, import.meta.url)))
  const snapshot = await snapshotFrom(host, (samples) => {
    const { sources = [], processes } = rule.dear?.(samples) ?? {}
    return {
      sources: [...rule.sources(samples), ...sources],
      processes: processes ? { ...SOME_PROCESSES, ...processes } : null,
    }
  })
  return rule.see(snapshot, limitsOf(rule, changed), null)
}

/** Sources may depend on what was read before, so they are asked until no new one comes. */
function madeUp<Kept>(rule: Rule<Kept>, look: Look<Kept>): Snapshot {
  let snapshot = snapshotOf(look, [])
  for (let known = '', i = 0; i < 12; i++) {
    const kept = look.kept ?? null
    const sources = [...rule.sources(snapshot.samples, kept)]
    if (look.withDear || rule.sign?.(snapshot, limitsOf(rule, look.limits)))
      sources.push(...(rule.dear?.(snapshot.samples, kept).sources ?? []))
    snapshot = snapshotOf(look, sources)
    const paths = sources.map(({ path }) => path).join('\n')
    if (paths === known) break
    known = paths
  }
  return snapshot
}

function snapshotOf<Kept>(look: Look<Kept>, sources: readonly Source<unknown>[]): Snapshot {
  const { now, was, seconds = 1, at = 1000, processes = null, processesWas = null, history = NO_HISTORY } = look
  const { refused = [] } = look
  const samples: Samples = {
    after: sampleOf(now, sources, at * 1e9, processes, refused),
    before: was ? sampleOf(was, sources, (at - seconds) * 1e9, processesWas, refused) : null,
  }
  return new Snapshot(samples, FACTS, history)
}

function sampleOf(
  files: Files,
  sources: readonly Source<unknown>[],
  at: number,
  processes: Processes | null,
  refused: readonly string[],
): Sample {
  const read = new Map<string, Reading<unknown>>()
  for (const { path, parse } of sources) {
    const text = files[path]
    const errno = refused.includes(path) ? 'EACCES' : 'ENOENT'
    read.set(path, text === undefined ? missingFrom(path, errno) : { value: parse(Buffer.from(text)), at })
  }
  return { at, files: read, processes }
}

/** Lines `name value` of vmstat and its like. */
export function pairs(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Math.round(value)}\n`)
    .join('')
}

/** /proc/meminfo, in MiB. */
export function meminfoOf(mebibytes: Readonly<Record<string, number>>): string {
  return Object.entries({ MemTotal: 16_384, MemFree: 8192, ...mebibytes })
    .map(([name, value]) => `${name}: ${Math.round(value * 1024)} kB\n`)
    .join('')
}

/** /proc/pressure/memory, in percent. */
export function pressureOf(some: number, full = 0): string {
  const line = (kind: string, share: number) =>
    `${kind} avg10=${share.toFixed(2)} avg60=${share.toFixed(2)} avg300=${share.toFixed(2)} total=0\n`
  return line('some', some) + line('full', full)
}

/** /proc/zoneinfo of zones, in pages. */
export function zoneinfoOf(
  ...zones: readonly {
    readonly node?: number
    readonly name?: string
    readonly free: number
    readonly min?: number
    readonly low?: number
    readonly high?: number
    readonly managed?: number
  }[]
): string {
  return zones
    .map(({ node = 0, name = 'Normal', free, min = 1000, low = 1250, high = 1500, managed = 1_000_000 }) =>
      [
        `Node ${node}, zone ${name}`,
        `  pages free     ${free}`,
        `        min      ${min}`,
        `        low      ${low}`,
        `        high     ${high}`,
        `        spanned  ${managed}`,
        `        present  ${managed}`,
        `        managed  ${managed}`,
        '        protection: (0, 0)',
        '  pagesets',
        '',
      ].join('\n'),
    )
    .join('')
}

/** A process of so many MiB of its own, in a cgroup. */
export function holder(pid: number, comm: string, mebibytes: number, more: Partial<Process['more']> = {}): Process {
  const pages = (mebibytes * 2 ** 20) / 4096
  const statm = { size: pages, resident: pages, shared: 0, text: 0, data: pages }
  return record(pid, { comm }, { statm, more })
}

export function inCgroup(path: string): Partial<Process['more']> {
  return { cgroup: { value: [{ id: 0, controllers: [], path }], at: 0 } }
}
