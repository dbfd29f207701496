import { vmstat } from '../parse/vmstat.ts'
import { rate, seconds } from '../rates.ts'
import { isMissing, type Missing, valueOf } from '../source.ts'
import type { Bytes, Rate, Seconds } from '../units.ts'
import { model } from './model.ts'

/** /proc/vmstat as something to be asked: by the kernel's names, since they come and go between kernels. */
export interface Counters {
  /** Why there is nothing. */
  readonly missing: Missing | null
  /** Between the two readings; null: there is one. */
  readonly interval: Seconds | null
  readonly has: (name: string) => boolean
  /** As it stands. Null: this kernel has it not. */
  readonly now: (name: string) => number | null
  /** Growth per second of those of these names that this kernel has, together. Null: it has none of them, or it is not known yet. */
  readonly perSecond: (...names: readonly string[]) => Rate<string> | null
  /** The same of what counts pages. */
  readonly bytesPerSecond: (...names: readonly string[]) => Rate<'B'> | null
  /** What stands as pages. */
  readonly bytes: (name: string) => Bytes | null
  /** Names that begin so, in the kernel's order. */
  readonly named: (start: string) => readonly string[]
  /** Whether a name stands before another one: what counts by node comes first. */
  readonly isBefore: (name: string, other: string) => boolean
}

export const counters = model({
  from: { vmstat },
  derive: (of, { pageSize }): Counters => {
    const { after } = of.vmstat
    const now = valueOf(after)
    const was = valueOf(of.vmstat.before)
    const dt =
      of.vmstat.before && !isMissing(of.vmstat.before) && !isMissing(after)
        ? seconds(of.vmstat.before.at, after.at)
        : null
    const perSecond = (...names: readonly string[]) => {
      let sum: number | null = null
      for (const name of names) {
        if (!now?.has(name)) continue
        const grown = rate(was?.get(name), now.get(name), dt ?? 0)
        if (grown === null) return null
        sum = (sum ?? 0) + grown
      }
      return sum
    }
    return {
      missing: isMissing(after) ? after : null,
      interval: dt,
      has: (name) => now?.has(name) ?? false,
      now: (name) => now?.get(name) ?? null,
      perSecond,
      bytesPerSecond: (...names) => times(perSecond(...names), pageSize),
      bytes: (name) => times(now?.get(name) ?? null, pageSize),
      named: (start) => [...(now?.keys() ?? [])].filter((name) => name.startsWith(start)),
      isBefore: (name, other) => {
        const names = [...(now?.keys() ?? [])]
        return names.indexOf(name) < names.indexOf(other)
      },
    }
  },
})

function times(amount: number | null, factor: number): number | null {
  return amount === null ? null : amount * factor
}
