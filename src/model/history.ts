import type { Nanos, Seconds } from '../units.ts'
import type { Attribution } from './load/attribute.ts'

/** Numbers of the last minutes for charts: series by name, never old tables. */
export interface History {
  readonly at: Numbers
  /** Newest last, as many as `at`; NaN: not known then. */
  readonly series: ReadonlyMap<string, Numbers>
  /** Who made the load average, as far as threads were looked at; null: not yet. */
  readonly load: Attribution | null
}

export type Numbers = Float64Array | readonly number[]

export const NO_HISTORY: History = { at: new Float64Array(0), series: new Map(), load: null }

/** Ten minutes at one second. */
const MOST = 600

/**
 * One more point of every series; one that is new starts with the unknown, and one that is all unknown goes. A point of the same moment
 * as the last takes its place.
 */
export function withPoint(history: History, at: Nanos, values: ReadonlyMap<string, number>): History {
  const known = history.at.length
  const kept = history.at[known - 1] === at ? known - 1 : known
  const series = new Map<string, Numbers>()
  for (const [name, past] of history.series) {
    const next = grown(past, kept, values.get(name) ?? Number.NaN)
    if (values.has(name) || !next.every(Number.isNaN)) series.set(name, next)
  }
  for (const [name, value] of values)
    if (!series.has(name)) series.set(name, grown(new Float64Array(kept).fill(Number.NaN), kept, value))
  return { ...history, at: grown(history.at, kept, at), series }
}

/**
 * The first `kept` numbers and one more, at most so many. Behind its end a series has room for the next numbers, which older views of it
 * do not see: a tick then copies nothing.
 */
function grown(old: Numbers, kept: number, value: number): Float64Array {
  const past = old instanceof Float64Array ? old : Float64Array.from(old)
  const from = Math.max(0, kept + 1 - MOST)
  const start = past.byteOffset / 8 + from
  const length = kept - from + 1
  let whole = past.buffer
  let first = start
  if ((start + length) * 8 > whole.byteLength) {
    first = 0
    whole = new ArrayBuffer(Math.max(64, 2 * length) * 8)
    new Float64Array(whole).set(past.subarray(from, kept))
  }
  const next = new Float64Array(whole, first * 8, length)
  next[length - 1] = value
  return next
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
  const steps = Array.from(last.slice(1), (moment, i) => (moment - (last[i] as Nanos)) / 1e9)
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
  const values = series.get(name) ?? NOTHING
  for (let i = 0; i < at.length; i++) {
    const age = (now - (at[i] as Nanos)) / 1e9
    const value = values[i] ?? Number.NaN
    if (age <= most && age >= least && !Number.isNaN(value)) return { value, age }
  }
  return null
}

const NOTHING = new Float64Array(0)
