import type { NodeCounters } from '../../parse/devices/node/numastat.ts'
import { rate, seconds } from '../../rates.ts'
import type { Stamped } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'

export const COUNTER_KEYS = ['hit', 'miss', 'foreign', 'interleave', 'local', 'other'] as const
export type CounterKey = (typeof COUNTER_KEYS)[number]

/** Allocations per second between two looks; null: not known. */
export type CounterRates = Readonly<Record<CounterKey, Rate<'allocation'> | null>>

export const NO_RATES: CounterRates = {
  hit: null,
  miss: null,
  foreign: null,
  interleave: null,
  local: null,
  other: null,
}

export function counterRates(before: Stamped<NodeCounters> | null, after: Stamped<NodeCounters> | null): CounterRates {
  if (!before || !after) return NO_RATES
  const dt = seconds(before.at, after.at)
  const of = (key: CounterKey) => rate<'allocation'>(before.value[key], after.value[key], dt)
  return each(of)
}

/** All nodes together: null where that of one of them is not known. */
export function sumRates(all: readonly CounterRates[]): CounterRates {
  const of = (key: CounterKey) =>
    all.length === 0
      ? null
      : all.reduce<number | null>((sum, { [key]: one }) => (sum === null || one === null ? null : sum + one), 0)
  return each(of)
}

/** local_node of all that was allocated: by tasks that ran on the node itself. Null: none was given, or it is not known. */
export function localShare({ local, other }: Pick<CounterRates, 'local' | 'other'>): Share | null {
  return shareOf(local, other)
}

/** numa_miss of all that was allocated: they were wanted from another node, which had none. */
export function missShare({ hit, miss }: Pick<CounterRates, 'hit' | 'miss'>): Share | null {
  return shareOf(miss, hit)
}

function shareOf(part: number | null, rest: number | null): Share | null {
  return part === null || rest === null || part + rest === 0 ? null : part / (part + rest)
}

function each(of: (key: CounterKey) => number | null): CounterRates {
  return {
    hit: of('hit'),
    miss: of('miss'),
    foreign: of('foreign'),
    interleave: of('interleave'),
    local: of('local'),
    other: of('other'),
  }
}
