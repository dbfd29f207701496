/** Rows of a table with their keys, highest first, at most so many: of 100,000 sockets nobody reads the last. */
export interface TopRows {
  readonly rows: Int32Array
  /** Of how many. */
  readonly of: number
}

/** One pass to find them; sorted are only those that are kept. A key of NaN leaves a row out. */
export function topRows(count: number, key: (row: number) => number, most: number): TopRows {
  const rows = new Int32Array(count)
  const keys = new Float64Array(count)
  let found = 0
  for (let row = 0; row < count; row++) {
    const value = key(row)
    if (Number.isNaN(value)) continue
    keys[found] = value
    rows[found++] = row
  }
  const least = found > most ? (keys.slice(0, found).sort()[found - most] as number) : Number.NEGATIVE_INFINITY
  const kept: number[] = []
  for (let i = 0; i < found; i++) if ((keys[i] as number) >= least) kept.push(i)
  kept.sort((a, b) => (keys[b] as number) - (keys[a] as number) || a - b)
  return { rows: Int32Array.from(kept.slice(0, most), (i) => rows[i] as number), of: found }
}
