import { type Interrupts, interrupts } from '../../parse/interrupts.ts'
import { type Softnet, softnetStat } from '../../parse/net/softnet-stat.ts'
import { type Softirqs, softirqs } from '../../parse/softirqs.ts'
import { stat } from '../../parse/stat.ts'
import { rate32, seconds } from '../../rates.ts'
import { isMissing, valueOf } from '../../source.ts'
import type { Counter, Rate } from '../../units.ts'
import { model, type Pair } from '../model.ts'

/** What interrupts one CPU, per second. Null: not known yet. */
export interface CpuInterrupts {
  readonly id: number
  /** All lines of /proc/interrupts that are counted by CPU, each interrupt once, as /proc/stat intr. */
  readonly hard: Rate<'interrupt'> | null
  readonly soft: Rate<'softirq'> | null
  /** By kind: NET_RX, TIMER … */
  readonly kinds: ReadonlyMap<string, Rate<'softirq'> | null>
  readonly net: CpuSoftnet | null
}

/** Receive work of one CPU. */
export interface CpuSoftnet {
  readonly processed: Rate<'packet'> | null
  readonly dropped: Rate<'packet'> | null
  readonly squeezed: Rate<'time'> | null
  readonly rps: Rate<'time'> | null
  /** Since boot. */
  readonly droppedTotal: Counter<'packet'>
  readonly squeezedTotal: Counter<'time'>
  /** Now; null: this kernel does not say. */
  readonly backlog: number | null
}

/** Per second: no CPU does more, so that what is more was a reset and not a wrap of 32 bits. */
export const MOST = 1e8

/** x86: shootdowns are function calls of other CPUs, and in the line CAL as well. arch/x86/kernel/irq.c, Linux 4.8 */
const IN_CALLS = 'TLB'

export const cpuInterrupts = model({
  from: { stat, interrupts, softirqs, softnetStat },
  derive: (of): readonly CpuInterrupts[] => {
    const online = valueOf(of.stat.after)?.cpus.map(({ id }) => id) ?? valueOf(of.interrupts.after)?.cpus ?? []
    const hard = hardRates(of.interrupts)
    const { totals, kinds } = softRates(of.softirqs)
    const net = softnetRates(of.softnetStat, online)
    return online.map((id) => ({
      id,
      hard: hard.get(id) ?? null,
      soft: totals.get(id) ?? null,
      kinds: new Map([...kinds].map(([kind, rates]) => [kind, rates.get(id) ?? null])),
      net: net.get(id) ?? null,
    }))
  },
})

type Rates = Map<number, number | null>

function hardRates(pair: Pair<Interrupts>): Rates {
  const rates: Rates = new Map()
  const both = stamps(pair)
  if (!both) return rates
  const { was, now, dt } = both
  const earlier = new Map(was.lines.map((line) => [line.name, line]))
  now.cpus.forEach((id, column) => {
    const before = was.cpus.indexOf(id)
    let sum = 0
    for (const { name, counts } of now.lines) {
      const old = earlier.get(name)?.counts
      if (name === IN_CALLS || counts.length !== now.cpus.length || old?.length !== was.cpus.length) continue
      sum += rate32(old[before], counts[column], dt, MOST) ?? 0
    }
    rates.set(id, before < 0 || dt <= 0 ? null : sum)
  })
  return rates
}

function softRates(pair: Pair<Softirqs>) {
  const totals: Rates = new Map()
  const kinds = new Map<string, Rates>()
  const both = stamps(pair)
  for (const [kind, counts] of (both?.now ?? valueOf(pair.after))?.counts ?? []) {
    const rates: Rates = new Map()
    const old = both?.was.counts.get(kind)
    ;(both?.now.cpus ?? []).forEach((id, column) => {
      const grown = rate32(old?.[both?.was.cpus.indexOf(id) ?? -1], counts[column], both?.dt ?? 0, MOST)
      rates.set(id, grown)
      if (grown !== null) totals.set(id, (totals.get(id) ?? 0) + grown)
    })
    kinds.set(kind, rates)
  }
  return { totals, kinds }
}

function softnetRates({ after, before }: Pair<readonly Softnet[]>, online: readonly number[]) {
  const place = (row: Softnet, i: number) => row.cpu ?? online[i] ?? i
  const both = stamps({ after, before })
  const earlier = new Map(both?.was.map((row, i) => [place(row, i), row]))
  const dt = both?.dt ?? 0
  return new Map(
    (valueOf(after) ?? []).map((row, i): [number, CpuSoftnet] => {
      const was = earlier.get(place(row, i))
      return [
        place(row, i),
        {
          processed: rate32(was?.processed, row.processed, dt, MOST),
          dropped: rate32(was?.dropped, row.dropped, dt, MOST),
          squeezed: rate32(was?.squeezed, row.squeezed, dt, MOST),
          rps: rate32(was?.rps, row.rps, dt, MOST),
          droppedTotal: row.dropped,
          squeezedTotal: row.squeezed,
          backlog: row.backlog ?? null,
        },
      ]
    }),
  )
}

/** Both readings with the time between them; null: one is not there. */
export function stamps<T>({
  after,
  before,
}: Pair<T>): { readonly was: T; readonly now: T; readonly dt: number } | null {
  if (!before || isMissing(before) || isMissing(after)) return null
  return { was: before.value, now: after.value, dt: seconds(before.at, after.at) }
}
