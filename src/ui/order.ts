/** What a table is sorted by. Numbers rise; null is unknown and comes last whichever way. */
export type SortKey = number | string | null

/** An order that remembers what it was made from, so that the next one costs only what changed. */
export interface Order {
  /** Row numbers in the order shown. */
  readonly rows: readonly number[]
  /** Of every row, by row number of its own table. */
  readonly keys: SortKeys
  /** Identity of every row, by row number: which of the last table's rows this was. */
  readonly ids: RowIds
  readonly by: string
  readonly reverse: boolean
  /** Where keys are rates that come in slices: the last that was known of each row, while `keys` are those of the last whole sweep. */
  readonly latest?: Float64Array
}

/** Numbers stand in a typed array, where NaN is null: 10,000 keys a tick are then neither garbage nor slow. */
export type SortKeys = Float64Array | readonly SortKey[]
export type RowIds = Int32Array | readonly (string | number)[]

export interface OrderInput {
  readonly count: number
  /** The same array as last time: the same rows. */
  readonly ids: RowIds
  /** Whether all keys are numbers or null. */
  readonly numeric: boolean
  key(row: number): SortKey
  /** All keys, where somebody has them in one array. */
  readonly made?: SortKeys
  /** See Order. */
  readonly latest?: Float64Array
  /** Which rows are shown at all. */
  shows(row: number): boolean
  readonly by: string
  readonly reverse: boolean
}

/**
 * The rows in order: sorted by key, equal keys as in the table. Against the last order only rows whose key changed are sorted
 * anew and merged in: with 10,000 rows of which 60 moved this is a walk, not a sort.
 */
export function orderRows(last: Order | null, input: OrderInput): Order {
  const { ids } = input
  const keys = input.made ?? (input.numeric ? numbers(input) : words(input))
  const compare = comparer(keys, input.reverse)
  const rows =
    last && last.by === input.by && last.reverse === input.reverse
      ? merged(last, input, keys, ids, compare)
      : shown(input).sort(compare)
  const { by, reverse, latest } = input
  return { rows, keys, ids, by, reverse, ...(latest && { latest }) }
}

function merged(
  last: Order,
  input: OrderInput,
  keys: SortKeys,
  ids: RowIds,
  compare: (a: number, b: number) => number,
): number[] {
  const now = samePlaces(last.ids, ids) ? null : placesOf(ids)
  const kept: number[] = []
  const placed = new Uint8Array(input.count)
  // Not for-of, which makes an object a step.
  for (let i = 0; i < last.rows.length; i++) {
    const old = last.rows[i] as number
    const row = now ? now.get(last.ids[old] as string | number) : old
    if (row === undefined || placed[row] === 1 || !sameKey(keys[row], last.keys[old]) || !input.shows(row)) continue
    // Rows of equal key stand in table order; where the table itself changed its order they are sorted anew.
    if (now && kept.length > 0 && compare(kept[kept.length - 1] as number, row) > 0) continue
    placed[row] = 1
    kept.push(row)
  }
  const changed: number[] = []
  for (let row = 0; row < input.count; row++) if (!placed[row] && input.shows(row)) changed.push(row)
  if (changed.length === 0) return kept
  changed.sort(compare)
  const rows = new Array<number>(kept.length + changed.length)
  for (let to = 0, k = 0, c = 0; to < rows.length; to++) {
    const keep = kept[k]
    const change = changed[c]
    if (change === undefined || (keep !== undefined && compare(keep, change) < 0)) {
      rows[to] = keep as number
      k++
    } else {
      rows[to] = change
      c++
    }
  }
  return rows
}

function numbers({ count, key }: OrderInput): Float64Array {
  const keys = new Float64Array(count)
  for (let row = 0; row < count; row++) keys[row] = (key(row) as number | null) ?? Number.NaN
  return keys
}

function words({ count, key }: OrderInput): readonly SortKey[] {
  const keys = new Array<SortKey>(count)
  for (let row = 0; row < count; row++) keys[row] = key(row)
  return keys
}

function comparer(keys: SortKeys, reverse: boolean): (a: number, b: number) => number {
  if (!(keys instanceof Float64Array)) return (a, b) => compareKeys(keys[a] ?? null, keys[b] ?? null, reverse) || a - b
  const sign = reverse ? -1 : 1
  return (a, b) => {
    const x = keys[a] as number
    const y = keys[b] as number
    if (x < y) return -sign
    if (x > y) return sign
    // Equal, or one of them is not known, which is last whichever way.
    return x === y ? a - b : Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
  }
}

/** Unknown as before counts as unchanged: NaN is no number's equal, not even its own. */
function sameKey(a: SortKey | undefined, b: SortKey | undefined): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}

export function samePlaces(last: RowIds, ids: RowIds): boolean {
  if (last === ids) return true
  if (last.length !== ids.length) return false
  for (let row = 0; row < ids.length; row++) if (last[row] !== ids[row]) return false
  return true
}

function placesOf(ids: RowIds): ReadonlyMap<string | number, number> {
  const places = new Map<string | number, number>()
  for (let row = 0; row < ids.length; row++) places.set(ids[row] as string | number, row)
  return places
}

function shown(input: OrderInput): number[] {
  const rows: number[] = []
  for (let row = 0; row < input.count; row++) if (input.shows(row)) rows.push(row)
  return rows
}

/** Unknown last; strings by code unit, which needs no locale and is stable. */
export function compareKeys(a: SortKey, b: SortKey, reverse: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (a === b) return 0
  return (a < b ? -1 : 1) * (reverse ? -1 : 1)
}
