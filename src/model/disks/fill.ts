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

/**
 * Seconds until nothing is left, at the rate it went since it last got more room. Null: it does not fill, or has not done so for a minute
 * at a stretch: who writes a large file at once does not go on.
 */
export function timeToFull(levels: Levels, name: string, now: Nanos, available: Bytes): Seconds | null {
  const all = [...(levels.get(name) ?? []).filter(({ at }) => at < now), { at: now, available }]
  const more = all.findLastIndex((one, i) => one.available > (all[i - 1]?.available ?? one.available))
  const falling = all.slice(Math.max(0, more))
  const falls = falling.flatMap((one, i) => {
    const before = falling[i - 1]
    return before && one.available < before.available ? [{ from: before, to: one }] : []
  })
  const [first, last] = [falls[0]?.from, falls.at(-1)?.to]
  if (!first || !last || (last.at - first.at) / 1e9 < SHORTEST) return null
  const speed: Rate<'B'> = ((first.available - available) / (now - first.at)) * 1e9
  return available / speed
}
