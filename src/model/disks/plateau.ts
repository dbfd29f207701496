import type { Nanos, Rate, Seconds } from '../../units.ts'
import type { Pace } from './paces.ts'
import type { DiskRates, RequestRates } from './rates.ts'

/** What a device did from the look before to this one. */
export interface Point {
  readonly at: Nanos
  readonly requests: Rate<'request'>
  readonly bytes: Rate<'B'>
  readonly queue: number
  readonly reads: Answers
  readonly writes: Answers
}

/** Null: none came to an end. */
export type Answers = Pick<RequestRates, 'perSecond' | 'await'>

/** By device, newest last. */
export type Course = ReadonlyMap<string, readonly Point[]>

/** Five minutes, of which the beginning tells how fast it answers when it is not at its limit. */
const LONGEST: Seconds = 300
/** Looks that tell of a level at least; where they are far apart (a machine of many threads) they are kept for as long as that takes. */
const LEAST = 3

export function withPoints(course: Course, all: readonly Pace[], at: Nanos): Course {
  const rates = new Map(all.map((pace) => [pace.name, pace.rates]))
  const next = new Map<string, readonly Point[]>()
  for (const name of new Set([...course.keys(), ...rates.keys()])) {
    const past = pastOf(course, name, at)
    const of = rates.get(name)
    const point = of ? pointOf(of) : REST
    const points = point ? [...past, { at, ...point }] : past
    if (points.some(({ requests }) => requests > 0)) next.set(name, points)
  }
  return next
}

/** It stood still: that is part of its course too, and no level goes across it. */
const REST: Omit<Point, 'at'> = {
  requests: 0,
  bytes: 0,
  queue: 0,
  reads: { perSecond: 0, await: null },
  writes: { perSecond: 0, await: null },
}

/** Null: not known, as the device is new or was reset. */
function pointOf({ reads, writes, queue }: DiskRates): Omit<Point, 'at'> | null {
  if (queue === null) return null
  const requests: Rate<'request'> = (reads.perSecond ?? 0) + (writes.perSecond ?? 0)
  const bytes: Rate<'B'> = (reads.bytesPerSecond ?? 0) + (writes.bytesPerSecond ?? 0)
  return { requests, bytes, queue, reads, writes }
}

function pastOf(course: Course, name: string, at: Nanos): readonly Point[] {
  const past = (course.get(name) ?? []).filter((point) => point.at < at)
  return past.filter((point, i) => at - point.at <= LONGEST * 1e9 || i > past.length - LEAST)
}

/** A rate that does not rise although requests stand in line. */
export interface Plateau {
  readonly of: 'requests' | 'bytes'
  readonly rate: number
  readonly queue: number
  /** Of reads or of writes, whichever are more. */
  readonly await: Seconds
  /** What the same took before, when nothing stood in line: the median. Null: that was not seen. */
  readonly before: Seconds | null
}

/** The last `time` seconds of a device, or as many looks as it takes; null: it varies, or nothing stands in line. */
export function plateauOf(
  points: readonly Point[],
  now: Nanos,
  time: Seconds,
  flat: number,
  line: number,
): Plateau | null {
  const within = points.filter(({ at }) => now - at <= time * 1e9)
  const recent = within.length < LEAST ? points.slice(-LEAST) : within
  const [first] = recent
  if (!first || recent.length < LEAST || now - first.at < 0.75 * time * 1e9) return null
  if (recent.some(({ queue }) => queue < line)) return null
  const mean = (of: (point: Point) => number) => recent.reduce((sum, point) => sum + of(point), 0) / recent.length
  const isFlat = (of: 'requests' | 'bytes') => {
    const level = mean((point) => point[of])
    return level > 0 && recent.every((point) => Math.abs(point[of] - level) <= flat * level)
  }
  // The smaller of two flat ones is the cause: of requests of one size both are.
  const of = isFlat('requests') ? 'requests' : isFlat('bytes') ? 'bytes' : null
  if (of === null) return null
  const rate = (kind: 'reads' | 'writes') => mean((point) => point[kind].perSecond ?? 0)
  const kind = rate('reads') >= rate('writes') ? 'reads' : 'writes'
  const earlier = points.filter(({ at, queue }) => at < first.at && queue < line)
  return {
    of,
    rate: mean((point) => point[of]),
    queue: mean((point) => point.queue),
    await: mean((point) => (point[kind].perSecond ?? 0) * (point[kind].await ?? 0)) / rate(kind),
    before: median(earlier.flatMap((point) => point[kind].await ?? [])),
  }
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null
}
