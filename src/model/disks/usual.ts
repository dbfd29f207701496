import type { Seconds } from '../../units.ts'

/** How long each device took to answer at the last looks at which it was itself, newest last. */
export type Usual = ReadonlyMap<string, readonly Seconds[]>

/** Five minutes at one second. */
const MOST = 300
/** With fewer it is not known what is usual. */
const LEAST = 30

export function withAwaits(usual: Usual, awaits: Iterable<readonly [string, Seconds]>): Usual {
  const next = new Map(usual)
  for (const [name, time] of awaits) next.set(name, [...(next.get(name) ?? []), time].slice(-MOST))
  return next
}

/** The median; null: not seen for long enough. */
export function usualAwait(usual: Usual, name: string): Seconds | null {
  const values = usual.get(name) ?? []
  if (values.length < LEAST) return null
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null
}
