/** Rows for each section: the least to everyone in order of priority, what is left to those that can use it. */
export interface Claim {
  readonly priority: number
  readonly least: number
  /** How many rows it can use at most. */
  readonly most: number
  /** Has its least only of what nobody else can use. */
  readonly rest?: boolean
}

/**
 * Rows by section, 0 for those there is no room for. Sections of low priority (high numbers) go first; what is over goes
 * to the most important first, up to what it can use, and then to those that are there for the rest.
 */
export function shareRows(claims: readonly Claim[], rows: number): number[] {
  const given = claims.map(() => 0)
  const all = claims
    .map((_, i) => i)
    .sort((a, b) => (claims[a] as Claim).priority - (claims[b] as Claim).priority || a - b)
  const order = all.filter((i) => !claims[i]?.rest)
  let left = rows
  for (const i of order) {
    const claim = claims[i] as Claim
    const least = Math.min(claim.least, claim.most)
    // The first is drawn even when it must be cut.
    if (least > left && i !== order[0]) continue
    given[i] = Math.min(least, left)
    left -= given[i] as number
  }
  for (const i of order) {
    if (given[i] === 0) continue
    const more = Math.min(left, (claims[i] as Claim).most - (given[i] as number))
    given[i] = (given[i] as number) + more
    left -= more
  }
  for (const i of all) {
    const { least, most, rest } = claims[i] as Claim
    if (!rest || Math.min(least, most) > left) continue
    given[i] = Math.min(left, most)
    left -= given[i] as number
  }
  return given
}
