import type { Bytes, Nanos, Rate, Seconds } from '../../units.ts'

/** Room that a file system had, newest last. */
export type Levels = ReadonlyMap<string, readonly { readonly at: Nanos; readonly available: Bytes }[]>

/** Half an hour tells a trend from a file that is being copied. */
const LONGEST: Seconds = 1800
const SHORTEST: Seconds = 60
/** A level each so many seconds is enough. */
const STEP: Seconds = 10

export function withLevels(levels: Levels, now: Nanos, all: Iterable<readonly [string, Bytes]>): Levels {
  const next = new Map<string, readonly { readonly at: Nanos; readonly available: Bytes }[]>()
  for (const [name, available] of all) {
    const past = (levels.get(name) ?? []).filter(({ at }) => now - at <= LONGEST * 1e9 && at < now)
    const last = past.at(-1)
    next.set(name, last && now - last.at < STEP * 1e9 ? past : [...past, { at: now, available }])
  }
  return next
}

/** Seconds until nothing is left, at the rate it went over all that was seen. Null: seen too short, or it does not fill. */
export function timeToFull(levels: Levels, name: string, now: Nanos, available: Bytes): Seconds | null {
  const [first] = levels.get(name) ?? []
  if (!first) return null
  const over = (now - first.at) / 1e9
  if (over < SHORTEST || available >= first.available) return null
  const speed: Rate<'B'> = (first.available - available) / over
  return available / speed
}
