import { interrupts as file } from '../../parse/interrupts.ts'
import { rate32 } from '../../rates.ts'
import { valueOf } from '../../source.ts'
import type { Counter, Rate } from '../../units.ts'
import { model } from '../model.ts'
import { MOST, stamps } from './cpus.ts'

/** One line of /proc/interrupts. */
export interface InterruptLine {
  readonly name: string
  /** Raw. */
  readonly what: string
  /** On all CPUs. Null: not known yet. */
  readonly rate: Rate<'interrupt'> | null
  readonly total: Counter<'interrupt'>
  /** The CPU that took most of them since the look before, or since boot where none came, and its part; null: none ever did. */
  readonly busiest: { readonly cpu: number; readonly share: number } | null
  /** By CPU, in the order of `cpus`; a line that is not counted by CPU has none. */
  readonly rates: readonly (Rate<'interrupt'> | null)[]
}

export interface InterruptTable {
  readonly cpus: readonly number[]
  readonly lines: readonly InterruptLine[]
}

export const interruptTable = model({
  from: { file },
  derive: (of): InterruptTable => {
    const now = valueOf(of.file.after)
    if (!now) return { cpus: [], lines: [] }
    const both = stamps(of.file)
    const earlier = new Map(both?.was.lines.map((line) => [line.name, line.counts]))
    const places = now.cpus.map((id) => both?.was.cpus.indexOf(id) ?? -1)
    const lines = now.lines.map(({ name, what, counts }): InterruptLine => {
      const old = earlier.get(name)
      const byCpu = counts.length === now.cpus.length
      const rates = counts.map((count, i) => rate32(old?.[byCpu ? (places[i] ?? -1) : i], count, both?.dt ?? 0, MOST))
      const sum = rates.some((one) => one === null) ? null : rates.reduce<number>((all, one) => all + (one ?? 0), 0)
      return {
        name,
        what,
        rate: sum,
        total: counts.reduce((all, one) => all + one, 0),
        busiest: byCpu ? busiest(sum ? rates : counts, now.cpus) : null,
        rates: byCpu ? rates : [],
      }
    })
    return { cpus: now.cpus, lines }
  },
})

function busiest(by: readonly (number | null)[], cpus: readonly number[]): InterruptLine['busiest'] {
  const sum = by.reduce<number>((all, one) => all + (one ?? 0), 0)
  let most = 0
  by.forEach((value, i) => {
    if ((value ?? 0) > (by[most] ?? 0)) most = i
  })
  const cpu = cpus[most]
  return sum > 0 && cpu !== undefined ? { cpu, share: (by[most] ?? 0) / sum } : null
}
