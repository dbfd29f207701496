/** The candidate that was probably meant: it starts the same way, or a third of its letters at most are wrong. Null: none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = word.toLowerCase().slice(0, LONGEST)
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const away = distance(wanted, candidate.toLowerCase())
    const near = away <= Math.max(1, Math.floor(candidate.length / 3))
    const begun = wanted.length > 1 && candidate.toLowerCase().startsWith(wanted)
    if ((near || begun) && away < least) {
      best = candidate
      least = away
    }
  }
  return best
}

/** What is typed by hand is shorter. */
const LONGEST = 40

/** Letters to insert, delete, replace or swap with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      )
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? least) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length] as number
}
