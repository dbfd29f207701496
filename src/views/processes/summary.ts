import { bytesLong, load, percent } from '../../format.ts'
import { cpu } from '../../model/cpu.ts'
import { machine } from '../../model/machine.ts'
import { memory } from '../../model/memory.ts'
import { overcommit } from '../../model/overcommit.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { loadavg } from '../../parse/loadavg.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Line } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Bytes, Share } from '../../units.ts'
import { bar, type Fact, facts } from '../facts.ts'
import type { Term } from '../view.ts'

export const SUMMARY_SOURCES: readonly Source<unknown>[] = [stat, loadavg, meminfo]

export const SUMMARY_TERMS: readonly Term[] = [
  { term: 'Tasks', help: 'processes and their threads, and how many are in which state; /proc/PID/stat' },
  {
    term: 'Load',
    help: 'threads that ran, waited for a CPU or slept in D, averaged over 1, 5, 15 minutes; /proc/loadavg',
  },
  {
    term: 'CPU',
    help: 'where CPU time went since the last sample, as mpstat: guest time is taken out of usr; /proc/stat',
  },
  {
    term: 'Memory used',
    help: 'MemTotal − MemAvailable, as free (procps 4): what could not be given to programs at once; /proc/meminfo',
  },
  {
    term: 'available',
    help: 'MemAvailable: what programs may get without swapping, cache that can be dropped included; mm/show_mem.c',
  },
  {
    term: 'Committed',
    help: 'memory promised to programs (Committed_AS); more than there is of it is normal in modes 0 and 1; /proc/meminfo',
  },
  {
    term: 'limit',
    help: 'CommitLimit = (MemTotal − huge pages) × overcommit_ratio + SwapTotal; binds in mode 2 only; mm/util.c',
  },
  {
    term: 'overcommit mode',
    help: '0: refuses only one request larger than RAM and swap; 1: never refuses; 2: refuses beyond the limit; vm.overcommit_memory',
  },
]

/** Rows the summary needs at 80 columns: all of it is worth more than as many processes. */
export const SUMMARY_ROWS = 7
/** Narrower than this, what is seldom needed stays out. */
const NARROW = 80

/** Tasks, load, CPU, memory and what is promised. */
export function summary(snapshot: Snapshot, width: number): readonly Line[] {
  return [
    ...facts([tasks(snapshot), loads(snapshot)], width),
    ...facts([cpuFact(snapshot, width)], width),
    ...facts(memoryFacts(snapshot, width), width),
  ]
}

function tasks(snapshot: Snapshot): Fact {
  const { rows } = snapshot.tasks
  const states = new Map<string, number>()
  let threads = 0
  for (const row of rows) {
    states.set(row.stat.state, (states.get(row.stat.state) ?? 0) + 1)
    threads += row.stat.threads
  }
  const of = (state: string) => states.get(state) ?? 0
  const parts: [Text, boolean][] = [
    [text`${rows.length} processes, ${threads} threads`, false],
    [text`${of('R')} running`, false],
    [text`${of('D')} in D`, of('D') > 0],
    [text`${of('T') + of('t')} stopped`, false],
    [text`${of('Z')} zombie`, of('Z') > 0],
  ]
  return { label: text`Tasks`, parts: parts.map(([words, hot]) => ({ text: words, style: hot ? 'warning' : 'plain' })) }
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
  const part = (name: Text, share: Share | null | undefined, high: number) => ({
    text: text`${name} ${percent(share ?? null)}`,
    style: (share ?? 0) >= high ? ('warning' as const) : ('plain' as const),
  })
  const gauge = bar(
    [
      { share: shares?.usr ?? 0, style: 'series1', mark: '█' },
      { share: (shares?.nice ?? 0) + (shares?.guest ?? 0) + (shares?.gnice ?? 0), style: 'series2', mark: '▓' },
      { share: (shares?.sys ?? 0) + (shares?.irq ?? 0) + (shares?.soft ?? 0), style: 'series3', mark: '▒' },
      { share: shares?.iowait ?? 0, style: 'series4', mark: '░' },
    ],
    width >= 120 ? 32 : 12,
  )
  const parts = [
    part(text`usr`, shares?.usr, 2),
    part(text`nice`, shares?.nice, 2),
    part(text`sys`, shares?.sys, 0.3),
    part(text`iowait`, shares?.iowait, 0.25),
    part(text`irq`, shares && shares.irq + shares.soft, 0.2),
    part(text`steal`, shares?.steal, 0.05),
    part(text`guest`, shares && shares.guest + shares.gnice, 2),
    part(text`idle`, shares?.idle, 2),
  ]
  return { label: text`CPU`, gauge, parts: width < NARROW ? [...parts.slice(0, 1), ...parts.slice(2, 4)] : parts }
}

function memoryFacts(snapshot: Snapshot, width: number): readonly Fact[] {
  const now = snapshot.get(memory)
  const promised = snapshot.get(overcommit)
  const share = (part: Bytes | null | undefined) => (now && part != null ? part / now.total : 0)
  const gauge = bar(
    [
      { share: share(now?.used), style: 'series1', mark: '█' },
      { share: share(now && now.available !== null ? now.available - now.free : null), style: 'series2', mark: '▒' },
    ],
    width >= 120 ? 32 : 12,
  )
  const over = promised.mode === 2 && (promised.committed ?? 0) >= 0.9 * (promised.limit ?? Number.POSITIVE_INFINITY)
  const facts: Fact[] = [
    {
      label: text`Memory`,
      gauge,
      parts: [
        { text: text`used ${bytesLong(now?.used ?? null)} of ${bytesLong(now?.total ?? null)}`, style: 'plain' },
        {
          text: text`available ${bytesLong(now?.available ?? null)}`,
          style: share(now?.available) < 0.1 && now ? 'warning' : 'plain',
        },
        { text: swapText(now), style: 'plain' },
      ],
    },
    {
      label: text`Committed`,
      parts: [
        {
          text: text`${bytesLong(promised.committed)}, limit ${bytesLong(promised.limit)}`,
          style: over ? 'warning' : 'plain',
        },
        { text: promised.mode === null ? text`overcommit -` : text`overcommit ${promised.mode}`, style: 'plain' },
      ],
    },
  ]
  return width < NARROW && !over ? facts.slice(0, 1) : facts
}

function swapText(now: { readonly swapTotal: Bytes | null; readonly swapUsed: Bytes | null } | null): Text {
  if (!now || now.swapTotal === null) return text`swap -`
  return now.swapTotal === 0 ? text`no swap` : text`swap ${bytesLong(now.swapUsed)} of ${bytesLong(now.swapTotal)}`
}
