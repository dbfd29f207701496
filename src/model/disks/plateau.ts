import type { Nanos, Rate, Seconds } from '../../units.ts'
import type { Pace } from './paces.ts'

/** What a device did at one look. */
export interface Point {
  readonly at: Nanos
  readonly requests: Rate<'request'>
  readonly bytes: Rate<'B'>
  readonly queue: number
  readonly await: Seconds
}

/** By device, newest last. */
export type Course = ReadonlyMap<string, readonly Point[]>

/** Five minutes, of which the beginning tells how fast it answers when it is not at its limit. */
const LONGEST: Seconds = 300

export function withPoints(course: Course, all: readonly Pace[], at: Nanos): Course {
  const next = new Map<string, readonly Point[]>()
  for (const { name, rates } of all) {
    const { reads, writes, queue } = rates
    const requests = (reads.perSecond ?? 0) + (writes.perSecond ?? 0)
    if (queue === null || requests === 0) continue
    const time = (reads.perSecond ?? 0) * (reads.await ?? 0) + (writes.perSecond ?? 0) * (writes.await ?? 0)
    const bytes: Rate<'B'> = (reads.bytesPerSecond ?? 0) + (writes.bytesPerSecond ?? 0)
    const past = (course.get(name) ?? []).filter((point) => at - point.at <= LONGEST * 1e9 && point.at < at)
    next.set(name, [...past, { at, requests, bytes, queue, await: time / requests }])
  }
  // One that rested for a look is still the same device.
  for (const [name, past] of course)
    if (!next.has(name))
      next.set(
        name,
        past.filter((point) => at - point.at <= LONGEST * 1e9),
      )
  return next
}

/** A rate that does not rise although requests stand in line. */
export interface Plateau {
  readonly of: 'requests' | 'bytes'
  readonly rate: number
  readonly queue: number
  readonly await: Seconds
  /** The best it did before; null: it was so since whytop looks. */
  readonly before: Seconds | null
}

/** The last `time` seconds of a device; null: it varies, or nothing stands in line. */
export function plateauOf(
  points: readonly Point[],
  now: Nanos,
  time: Seconds,
  flat: number,
  line: number,
): Plateau | null {
  const recent = points.filter(({ at }) => now - at <= time * 1e9)
  const [first] = recent
  if (!first || recent.length < 4 || now - first.at < 0.75 * time * 1e9) return null
  if (recent.some(({ queue }) => queue < line)) return null
  const mean = (of: (point: Point) => number) => recent.reduce((sum, point) => sum + of(point), 0) / recent.length
  const isFlat = (of: 'requests' | 'bytes') =>
    recent.every((point) => Math.abs(point[of] - mean((p) => p[of])) <= flat * mean((p) => p[of]))
  // The smaller of two flat ones is the cause: of requests of one size both are.
  const of = isFlat('requests') ? 'requests' : isFlat('bytes') ? 'bytes' : null
  if (of === null) return null
  const earlier = points.filter(({ at }) => at < first.at).map((point) => point.await)
  return {
    of,
    rate: mean((point) => point[of]),
    queue: mean((point) => point.queue),
    await: mean((point) => point.await),
    before: earlier.length === 0 ? null : Math.min(...earlier),
  }
}
