import { meminfo } from '../../parse/meminfo.ts'
import { valueOf } from '../../source.ts'
import type { Bytes, Nanos, Rate, Seconds } from '../../units.ts'
import { model } from '../model.ts'

/** Memory that no reclaim gives back without swap: anonymous, shared and tmpfs, unreclaimable slab. Null: not told. */
export const demand = model({
  from: { meminfo },
  derive: (of): Bytes | null => {
    const now = valueOf(of.meminfo.after)
    if (now?.anonPages === undefined) return null
    return now.anonPages + (now.shmem ?? 0) + (now.sUnreclaim ?? 0)
  },
})

export interface Point {
  readonly at: Nanos
  readonly bytes: Bytes
}

/** One more point, and those of the last `most` seconds. Nearer to the last than a step, it is left out: there are few points. */
export function withPoint(points: readonly Point[], point: Point, most: Seconds, step: Seconds = 1): readonly Point[] {
  const last = points.at(-1)
  if (last && point.at - last.at < 0.9e9 * step) return points
  return [...points.filter(({ at }) => point.at - at <= most * 1e9), point]
}

/** Slope of the line through the points (least squares). Null: they are too few, or all of one moment. */
export function slope(points: readonly Point[]): Rate<'B'> | null {
  const [first] = points
  if (!first || points.length < 3) return null
  const xs = points.map(({ at }) => (at - first.at) / 1e9)
  const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length
  const level = points.reduce((sum, { bytes }) => sum + bytes, 0) / points.length
  let [up, wide] = [0, 0]
  points.forEach(({ bytes }, i) => {
    const x = (xs[i] as number) - mean
    up += x * (bytes - level)
    wide += x * x
  })
  return wide > 0 ? up / wide : null
}
