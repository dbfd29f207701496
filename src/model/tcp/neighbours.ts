import { arpCache, ndiscCache } from '../../parse/net/stat/neighbours.ts'
import { arpMost, ndiscMost } from '../../parse/sys/net/neighbours.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { growth } from '../growth.ts'

/** A table of neighbours: hardware addresses of hosts on the same link, of the whole machine. Null: not known. */
export interface Neighbours {
  readonly family: 'IPv4' | 'IPv6'
  readonly entries: number
  readonly most: number | null
  readonly fill: Share | null
  /** Hosts that found no room in it: packets to them were not sent. */
  readonly refused: Rate<string> | null
  /** The kernel's own file. */
  readonly path: string
}

const TABLES = [
  { family: 'IPv4', file: arpCache, limit: arpMost },
  { family: 'IPv6', file: ndiscCache, limit: ndiscMost },
] as const

export const neighbourSources: readonly Source<unknown>[] = TABLES.flatMap(({ file, limit }) => [file, limit])

/** Missing: not even that of IPv4 could be read. */
export function neighbours(samples: Samples): readonly Neighbours[] | Missing {
  const first = reading(samples.after, arpCache)
  if (isMissing(first)) return first
  return TABLES.flatMap(({ family, file, limit }): readonly Neighbours[] => {
    const after = reading(samples.after, file)
    if (isMissing(after)) return []
    const most = valueOf(reading(samples.after, limit))
    const { entries } = after.value
    const refused = growth(samples, file, ({ counters }) => counters.get('table_fulls'))
    return [{ family, entries, most, fill: most ? entries / most : null, refused, path: file.path }]
  })
}
