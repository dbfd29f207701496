import type { Nanos, Seconds } from '../units.ts'
import type { Attribution } from './load/attribute.ts'

/** Numbers of the last minutes for charts: series by name, never old tables. */
export interface History {
  readonly at: readonly Nanos[]
  /** Newest last, as many as `at`; NaN: not known then. */
  readonly series: ReadonlyMap<string, readonly number[]>
  /** Who made the load average, as far as threads were looked at; null: not yet. */
  readonly load: Attribution | null
}

export const NO_HISTORY: History = { at: [], series: new Map(), load: null }

/** Ten minutes at one second. */
const MOST = 600

/** One more point of every series; one that is new starts with the unknown. A point of the same moment as the last takes its place. */
export function withPoint(history: History, at: Nanos, values: ReadonlyMap<string, number>): History {
  const kept = history.at.at(-1) === at ? -1 : history.at.length
  const past = history.at.slice(0, kept)
  const series = new Map<string, readonly number[]>()
  for (const name of new Set([...history.series.keys(), ...values.keys()])) {
    const known = history.series.get(name)?.slice(0, kept) ?? new Array<number>(past.length).fill(Number.NaN)
    series.set(name, [...known, values.get(name) ?? Number.NaN].slice(-MOST))
  }
  return { ...history, at: [...past, at].slice(-MOST), series }
}

/** A series at points that are `step` apart, newest last: samples may come early or late, and there may have been none for a while. */
export function curve({ at, series }: Pick<History, 'at' | 'series'>, name: string, step: Seconds): readonly number[] {
  const values = series.get(name)
  const now = at.at(-1)
  if (!values || now === undefined || !(step > 0)) return []
  const points: number[] = []
  let i = at.length - 1
  for (let moment = now; i >= 0 && points.length < MOST; moment -= step * 1e9) {
    while (i > 0 && Math.abs((at[i - 1] as Nanos) - moment) <= Math.abs((at[i] as Nanos) - moment)) i--
    const near = Math.abs((at[i] as Nanos) - moment) <= 0.75 * step * 1e9
    points.push(near ? (values[i] as number) : Number.NaN)
    if (i === 0 && moment <= (at[0] as Nanos)) break
  }
  return points.reverse()
}

/** Seconds between two samples lately: the median, so that one early or late sample does not count. Null: there are not two. */
export function pace({ at }: Pick<History, 'at'>): Seconds | null {
  const last = at.slice(-10)
  const steps = last.slice(1).map((moment, i) => (moment - (last[i] as Nanos)) / 1e9)
  return steps.length === 0 ? null : (steps.sort((a, b) => a - b)[steps.length >> 1] ?? null)
}

/** A value some time ago: the oldest that is at least `least` and at most `most` old. Null: there is none. */
export function earlier(
  { at, series }: Pick<History, 'at' | 'series'>,
  name: string,
  now: Nanos,
  least: Seconds,
  most: Seconds,
): { readonly value: number; readonly age: Seconds } | null {
  const values = series.get(name) ?? []
  for (let i = 0; i < at.length; i++) {
    const age = (now - (at[i] as Nanos)) / 1e9
    const value = values[i] ?? Number.NaN
    if (age <= most && age >= least && !Number.isNaN(value)) return { value, age }
  }
  return null
}
