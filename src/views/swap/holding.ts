import type { Snapshot } from '../../model/snapshot.ts'
import { type Holder, holdersOf, type Sums, sumsOf } from '../../model/swap/holders.ts'
import { swapLevel } from '../../model/swap/level.ts'
import { type Unowned, unowned } from '../../model/swap/unowned.ts'
import type { Held } from './columns.ts'

/** Who holds swap, and what nobody does. */
export interface Holding {
  readonly holders: readonly Holder[]
  readonly sums: Sums
  /** Null: nothing is in swap, or it is not known. */
  readonly unowned: Unowned | null
  /** It as a row. Null: there is none. */
  readonly rest: Held | null
}

/** Worked out once for each picture. */
export function holdingOf(snapshot: Snapshot): Holding {
  let holding = KNOWN.get(snapshot)
  if (!holding) {
    holding = derive(snapshot)
    KNOWN.set(snapshot, holding)
  }
  return holding
}

const KNOWN = new WeakMap<Snapshot, Holding>()

function derive(snapshot: Snapshot): Holding {
  const level = snapshot.get(swapLevel)
  const holders = holdersOf(snapshot)
  const sums = sumsOf(holders)
  const isKnown = holders.some(({ swap }) => swap !== null)
  const part = level && level.used > 0 && isKnown ? unowned(level, sums) : null
  const bytes = part && part.bytes > 0 ? part.bytes : null
  const rest = bytes === null ? null : { ...NOTHING, swap: bytes, swapPss: bytes, rough: part?.isRough ?? false }
  return { holders, sums, unowned: part, rest }
}

const NOTHING = { uss: null, pss: null, rss: null, majorFaults: null, isRefused: false }
