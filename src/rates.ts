import type { Counter, Nanos, Rate, Seconds } from './units.ts'

/**
 * Growth per second between two readings: the only subtraction of counters in the program.
 * Null when it cannot be known: no earlier reading, the clock stood still, or the counter was reset.
 */
export function rate<U extends string>(
  before: Counter<U> | null | undefined,
  after: Counter<NoInfer<U>> | null | undefined,
  dt: Seconds,
): Rate<U> | null {
  if (before == null || after == null) return null
  return dt > 0 && after >= before ? (after - before) / dt : null
}

/** Counters the kernel keeps in 32 bits (diskstats times, softnet): one wrap is undone when the growth stays below `most`. */
export function rate32<U extends string>(
  before: Counter<U> | null | undefined,
  after: Counter<NoInfer<U>> | null | undefined,
  dt: Seconds,
  most: number,
): Rate<U> | null {
  if (before == null || after == null || !(dt > 0)) return null
  const growth = after >= before ? after - before : after - before + 2 ** 32
  return growth <= most * dt ? growth / dt : null
}

/** Seconds between two monotonic stamps. */
export function seconds(before: Nanos, after: Nanos): Seconds {
  return (after - before) / 1e9
}
