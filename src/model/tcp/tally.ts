/** Rows that share a name. */
export interface Tallied {
  readonly name: string
  readonly count: number
  /** The first of them. */
  readonly row: number
}

/** How many rows have each name, most first. For what was found, not for all of a table: each row makes a string. */
export function tallyRows(rows: Iterable<number>, nameOf: (row: number) => string): readonly Tallied[] {
  const tallies = new Map<string, { name: string; count: number; row: number }>()
  for (const row of rows) {
    const name = nameOf(row)
    const known = tallies.get(name)
    if (known) known.count++
    else tallies.set(name, { name, count: 1, row })
  }
  return [...tallies.values()].sort((a, b) => b.count - a.count)
}
