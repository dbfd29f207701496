import { type DiskStat, diskstats } from '../../parse/diskstats.ts'
import { seconds } from '../../rates.ts'
import { isMissing } from '../../source.ts'
import type { Bytes, Seconds } from '../../units.ts'
import { model } from '../model.ts'
import { diskOf, kindOf } from './kinds.ts'
import { type DiskRates, diskRates, type RequestRates } from './rates.ts'

/** A whole device that did something since the look before, or has something in flight: all that /proc/diskstats alone tells. */
export interface Pace {
  readonly name: string
  readonly now: DiskStat
  /** Null: it is new. */
  readonly was: DiskStat | null
  readonly rates: DiskRates
}

/** Cheap enough for every tick: one file, and no device that stood still. Null: not readable, or one look only. */
export const paces = model({
  from: { diskstats },
  derive: (of): readonly Pace[] | null => {
    const { after, before } = of.diskstats
    if (isMissing(after) || !before || isMissing(before)) return null
    const earlier = new Map(before.value.map((stat) => [stat.name, stat]))
    const names = new Set(after.value.map(({ name }) => name))
    const dt = seconds(before.at, after.at)
    return after.value.flatMap((now): readonly Pace[] => {
      const was = earlier.get(now.name) ?? null
      const stood = was !== null && was.weightedMs === now.weightedMs && ended(was) === ended(now)
      if ((stood && now.inFlight === 0) || !isDevice(now.name, names)) return []
      return [{ name: now.name, now, was, rates: diskRates(was, now, dt) }]
    })
  },
})

/** Requests that came to an end since boot. */
export function ended({ reads, writes, discards, flushes }: DiskStat): number {
  return reads.done + writes.done + (discards?.done ?? 0) + (flushes?.done ?? 0)
}

/** Of reads and writes the slower: what a program waits for. Null: fewer than `least` a second, or larger than `most`. */
export function slowest(
  { reads, writes }: DiskRates,
  least: number,
  most: Bytes,
): { readonly kind: 'reads' | 'writes'; readonly await: Seconds; readonly of: RequestRates } | null {
  const told = ([kind, of]: readonly ['reads' | 'writes', RequestRates]) =>
    of.await === null || (of.perSecond ?? 0) < least || (of.size ?? 0) > most ? [] : [{ kind, await: of.await, of }]
  const found = [...told(['reads', reads]), ...told(['writes', writes])]
  return found.sort((a, b) => b.await - a.await)[0] ?? null
}

/** Partitions are part of their disk; memory that looks like a disk, and drives of discs, are none that a server waits for. */
function isDevice(name: string, all: ReadonlySet<string>): boolean {
  const kind = kindOf(name, null)
  return kind !== 'ram' && kind !== 'zram' && kind !== 'rom' && diskOf(name, all) === null
}
