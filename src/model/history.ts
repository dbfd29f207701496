import type { Nanos } from '../units.ts'

/** Numbers of the last minutes for charts: series by name, never old tables. */
export interface History {
  readonly at: readonly Nanos[]
  /** Newest last, as many as `at`; NaN: not known then. */
  readonly series: ReadonlyMap<string, readonly number[]>
}

export const NO_HISTORY: History = { at: [], series: new Map() }

/** Ten minutes at one second. */
const MOST = 600

/** One more point of every series; one that is new starts with the unknown. */
export function remember(history: History, at: Nanos, values: ReadonlyMap<string, number>): History {
  const times = [...history.at, at].slice(-MOST)
  const series = new Map<string, readonly number[]>()
  for (const name of new Set([...history.series.keys(), ...values.keys()])) {
    const past = history.series.get(name) ?? new Array<number>(history.at.length).fill(Number.NaN)
    series.set(name, [...past, values.get(name) ?? Number.NaN].slice(-MOST))
  }
  return { at: times, series }
}
