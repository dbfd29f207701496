/** Together those that are known; null: none is. What is new since the last sample has no rate yet, and does not count. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? known.reduce((all, value) => all + value, 0) : null
}
