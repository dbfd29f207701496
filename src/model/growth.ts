import { rate, seconds } from '../rates.ts'
import { reading, type Sample, type Samples } from '../sample/sample.ts'
import { isMissing, type Source, type Stamped } from '../source.ts'
import type { Counter, Rate } from '../units.ts'

/** What was read, and when. Null: there is no such file or sample, nobody asked for it, or it could not be read. */
export function stamped<T>(sample: Sample | null, source: Source<T> | null): Stamped<T> | null {
  const found = sample && source && reading(sample, source)
  return found && !isMissing(found) ? found : null
}

/** Growth per second of a counter in a file, from its reading before to the one now. Null: one is not there, or it was reset. */
export function growth<T, U extends string>(
  { after, before }: Samples,
  source: Source<T> | null,
  counter: (record: T) => Counter<U> | undefined,
): Rate<U> | null {
  const [was, now] = [stamped(before, source), stamped(after, source)]
  return was && now ? rate(counter(was.value), counter(now.value), seconds(was.at, now.at)) : null
}
