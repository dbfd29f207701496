import type { Column } from '../views/view.ts'
import { type Order, type RowIds, type SortKey, type SortKeys, samePlaces } from './order.ts'

/** Keys of a dear column, whose rows are read in slices. */
export interface SliceKeys {
  readonly key: (row: number) => SortKey
  /** All of them, where they are there already. */
  readonly made?: SortKeys
  /** What was known last, of rates: see Order. */
  readonly latest?: Float64Array
}

/**
 * Rows keep the key they were sorted by until the sweep has gone round, also one that was not known; who came since has his own. Rates
 * are known of a row only in the sample that read it, so that a sweep ends with none of most rows: what came last is kept.
 *
 * `last`: of the same column; `isSettled`: a sweep has ended since.
 */
export function sliceKeys(last: Order | null, ids: RowIds, column: Column, isSettled: boolean): SliceKeys {
  const isRate = column.dear === 'rate'
  const kept = isSettled || !last ? null : last.keys
  const past = last && (kept || isRate) ? placesIn(last.ids, ids) : NOWHERE
  const latest = isRate ? latestOf(column, last?.latest ?? null, ids.length, past) : null
  const key = latest ? (row: number) => known(latest[row]) : (row: number) => column.by?.(row) ?? null
  if (!kept) return { key, ...(latest && { made: latest, latest }) }
  return {
    key: (row) => {
      const at = past(row)
      return at < 0 ? key(row) : known(kept[at])
    },
    ...(past === SAME && { made: kept }),
    ...(latest && { latest }),
  }
}

/** The row's number in the last table; −1: it was not there. */
type Past = (row: number) => number

const NOWHERE: Past = () => -1
const SAME: Past = (row) => row

function placesIn(before: RowIds, ids: RowIds): Past {
  if (samePlaces(before, ids)) return SAME
  const places = new Map<string | number, number>()
  for (let row = 0; row < before.length; row++) places.set(before[row] as string | number, row)
  return (row) => places.get(ids[row] as string | number) ?? -1
}

function latestOf({ by }: Column, before: Float64Array | null, count: number, past: Past): Float64Array {
  const latest = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const now = by?.(row)
    const at = typeof now === 'number' ? -1 : past(row)
    latest[row] = typeof now === 'number' ? now : at < 0 ? Number.NaN : (before?.[at] ?? Number.NaN)
  }
  return latest
}

function known(key: SortKey | undefined): SortKey {
  return key === undefined || Number.isNaN(key) ? null : key
}
