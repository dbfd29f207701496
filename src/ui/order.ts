/** What a table is sorted by. Numbers rise; null is unknown and comes last whichever way. */
export type SortKey = number | string | null

/** An order that remembers what it was made from, so that the next one costs only what changed. */
export interface Order {
  /** Row numbers in the order shown. */
  readonly rows: readonly number[]
  /** Of every row, by row number of its own table. */
  readonly keys: readonly SortKey[]
  /** Identity of every row, by row number: which of the last table's rows this was. */
  readonly ids: readonly (string | number)[]
  readonly by: string
  readonly reverse: boolean
}

export interface OrderInput {
  readonly count: number
  id(row: number): string | number
  key(row: number): SortKey
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
  const keys = new Array<SortKey>(input.count)
  const ids = new Array<string | number>(input.count)
  for (let row = 0; row < input.count; row++) {
    keys[row] = input.key(row)
    ids[row] = input.id(row)
  }
  const compare = (a: number, b: number) => compareKeys(keys[a] ?? null, keys[b] ?? null, input.reverse) || a - b
  const rows =
    last && last.by === input.by && last.reverse === input.reverse
      ? merged(last, input, keys, ids, compare)
      : shown(input).sort(compare)
  return { rows, keys, ids, by: input.by, reverse: input.reverse }
}

function merged(
  last: Order,
  input: OrderInput,
  keys: readonly SortKey[],
  ids: readonly (string | number)[],
  compare: (a: number, b: number) => number,
): number[] {
  const now = samePlaces(last, ids) ? null : new Map(ids.map((id, row) => [id, row]))
  const kept: number[] = []
  const placed = new Uint8Array(input.count)
  for (const old of last.rows) {
    const row = now ? now.get(last.ids[old] as string | number) : old
    if (row === undefined || placed[row] === 1 || keys[row] !== last.keys[old] || !input.shows(row)) continue
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

function samePlaces(last: Order, ids: readonly (string | number)[]): boolean {
  if (last.ids.length !== ids.length) return false
  for (let row = 0; row < ids.length; row++) if (last.ids[row] !== ids[row]) return false
  return true
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
