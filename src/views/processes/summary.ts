import { bytes, bytesLong, load, percent } from '../../format.ts'
import { cpu } from '../../model/cpu.ts'
import { machine } from '../../model/machine.ts'
import { memory } from '../../model/memory.ts'
import { overcommit } from '../../model/overcommit.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { loadavg } from '../../parse/loadavg.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import type { Counted } from '../../sample/tally.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Line, Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Bytes, Share } from '../../units.ts'
import { availableIn } from '../available.ts'
import { bar, type Fact, facts, oneLine, type Part } from '../facts.ts'
import type { Term } from '../view.ts'
import { executingLines } from './executing.ts'

export const SUMMARY_SOURCES: readonly Source<unknown>[] = [stat, loadavg, meminfo]

export const SUMMARY_TERMS: readonly Term[] = [
  { term: 'Tasks', help: 'processes and their threads, and how many are in which state; /proc/PID/stat' },
  {
    term: 'hidden',
    help: 'threads of the machine that are not listed: /proc hides processes of others (hidepid), or is that of a PID namespace; /proc/loadavg',
  },
  {
    term: 'Load',
    help: 'threads that ran, waited for a CPU or slept in D, averaged over 1, 5, 15 minutes; /proc/loadavg',
  },
  {
    term: 'CPU',
    help: 'where CPU time went since the last sample, as mpstat: guest time is taken out of usr; top says us, ni, sy, wa, hi and si (irq), st, id; /proc/stat',
  },
  {
    term: 'Memory used',
    help: 'MemTotal − MemAvailable, as free (procps 4): what could not be given to programs at once; /proc/meminfo',
  },
  {
    term: 'available',
    help: 'MemAvailable: what programs may get without swapping, cache that can be dropped included: avail Mem of top; mm/show_mem.c',
  },
  {
    term: 'commit',
    help: 'memory promised to programs (Committed_AS) / CommitLimit = (MemTotal − huge pages) × overcommit_ratio + SwapTotal; more than that is normal in modes 0 and 1; /proc/meminfo',
  },
  {
    term: 'mode',
    help: 'overcommit, 0: refuses only one request larger than RAM and swap; 1: never refuses; 2: refuses beyond the limit; vm.overcommit_memory',
  },
]

/** Rows the summary needs at 80 columns: all of it is worth more than as many processes. */
export const SUMMARY_ROWS = 4
/** Narrower than this, what is zero stays out. */
const WIDE = 120

/** Tasks, load, CPU, memory and what is promised. */
export function summary(snapshot: Snapshot, width: number): readonly Line[] {
  return [
    ...oneLine([tasks(snapshot, width), loads(snapshot)], width),
    ...oneLine([cpuFact(snapshot, width)], width),
    ...facts([memoryFact(snapshot, width)], width),
    ...executingLines(snapshot),
  ]
}

function tasks(snapshot: Snapshot, width: number): Fact {
  const { rows, tally } = snapshot.tasks
  const { hidden } = snapshot.get(machine)
  // Nobody looked at processes yet.
  if (!tally) return { label: text`Tasks`, parts: [{ text: text`-`, style: 'plain' }] }
  const of = (state: Counted) => tally.states[state]
  const parts: readonly (Part & { readonly of?: number })[] = [
    { text: width < WIDE ? text`${rows.length}` : text`${rows.length} processes`, style: 'plain' },
    { text: text`${tally.threads} threads`, style: 'plain', spare: 3 },
    ...(hidden > 0 ? [{ text: text`${hidden} hidden`, style: 'info' as const }] : []),
    { text: text`${of('R')} running`, style: 'plain' },
    hot(text`${of('D')} in D`, of('D'), 'hot'),
    { text: text`${of('T') + of('t')} stopped`, style: 'plain', spare: 2, of: of('T') + of('t') },
    { ...hot(text`${of('Z')} zombie`, of('Z'), 'warning'), spare: 1 },
  ]
  return { label: text`Tasks`, parts: width < WIDE ? parts.filter((part) => part.of !== 0) : parts }
}

function hot(words: Text, of: number, style: Style) {
  return { text: words, style: of > 0 ? style : ('plain' as const), of }
}

function loads(snapshot: Snapshot): Fact {
  const now = valueOf(reading(snapshot.samples.after, loadavg))
  const { cpus } = snapshot.get(machine)
  if (!now) return { label: text`Load`, parts: [{ text: text`-`, style: 'plain' }] }
  const high = cpus !== null && now.load1 > cpus
  return {
    label: text`Load`,
    parts: [
      { text: text`${load(now.load1)} ${load(now.load5)} ${load(now.load15)}`, style: high ? 'warning' : 'plain' },
    ],
  }
}

function cpuFact(snapshot: Snapshot, width: number): Fact {
  const shares = snapshot.get(cpu)
  const part = (
    name: Text,
    share: Share | null | undefined,
    high: number,
    spare = 0,
    style: Style = 'plain',
  ): Part[] =>
    spare > 0 && width < WIDE && (share ?? 0) < LEAST
      ? []
      : [
          {
            name: { text: text`${name} `, style },
            text: percent(share ?? null),
            style: (share ?? 0) >= high ? 'warning' : 'plain',
            spare,
          },
        ]
  const gauge = bar(
    [
      { share: shares?.usr ?? 0, style: 'block1', mark: 'u' },
      { share: (shares?.nice ?? 0) + (shares?.guest ?? 0) + (shares?.gnice ?? 0), style: 'block2', mark: 'n' },
      { share: (shares?.sys ?? 0) + (shares?.irq ?? 0) + (shares?.soft ?? 0), style: 'block3', mark: 's' },
      { share: shares?.iowait ?? 0, style: 'block4', mark: 'w' },
    ],
    gaugeCells(width),
  )
  const parts = [
    ...part(text`usr`, shares?.usr, 2, 0, 'series1'),
    ...part(text`nice`, shares?.nice, 2, 3, 'series2'),
    ...part(text`sys`, shares?.sys, 0.3, 0, 'series3'),
    ...part(text`iowait`, shares?.iowait, 0.25, 0, 'series4'),
    ...part(text`irq`, shares && shares.irq + shares.soft, 0.2, 5, 'series3'),
    ...part(text`steal`, shares?.steal, 0.05, 1),
    ...part(text`guest`, shares && shares.guest + shares.gnice, 2, 2, 'series2'),
    ...part(text`idle`, shares?.idle, 2, 4),
  ]
  return { label: text`CPU`, gauge, parts }
}

/** Shows as 0.0. */
const LEAST: Share = 0.0005

function gaugeCells(width: number): number {
  return width >= 140 ? 32 : width >= WIDE ? 16 : 12
}

function memoryFact(snapshot: Snapshot, width: number): Fact {
  const now = snapshot.get(memory)
  const { mode, committed, limit } = snapshot.get(overcommit)
  const left = availableIn(now)
  const share = (part: Bytes | null | undefined) => (now && part != null ? part / now.total : 0)
  const gauge = bar(
    [
      { share: share(now?.used), style: 'block1', mark: 'u' },
      { share: share(now && left.bytes !== null ? left.bytes - now.free : null), style: 'block2', mark: 'c' },
    ],
    gaugeCells(width),
  )
  const size = width >= NARROW ? bytesLong : bytes
  const over = mode === 2 && (committed ?? 0) >= 0.9 * (limit ?? Number.POSITIVE_INFINITY)
  const parts: Part[] = [
    {
      name: { text: text`used `, style: 'series1' },
      text: text`${size(now?.used ?? null)} of ${size(now?.total ?? null)}`,
      style: 'plain',
    },
    {
      name: { text: text`${left.name} `, style: 'series2' },
      text: size(left.bytes),
      style: share(left.bytes) < 0.1 && now ? 'warning' : 'plain',
    },
    { text: swapText(now), style: 'plain' },
  ]
  const promised = text`commit ${bytes(committed)}/${bytes(limit)} mode ${mode === null ? text`-` : text`${mode}`}`
  if (width >= NARROW || over) parts.push({ text: promised, style: over ? 'warning' : 'plain' })
  return { label: text`Memory`, gauge, parts }
}

/** Narrower than this, what is promised stays out. */
const NARROW = 80

function swapText(now: { readonly swapTotal: Bytes | null; readonly swapUsed: Bytes | null } | null): Text {
  if (!now || now.swapTotal === null) return text`swap -`
  return now.swapTotal === 0 ? text`no swap` : text`swap ${bytesLong(now.swapUsed)} of ${bytesLong(now.swapTotal)}`
}
