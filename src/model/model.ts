import type { HostFacts } from '../host/host.ts'
import { reading, type Sample, type Samples } from '../sample/sample.ts'
import type { Reading, Source } from '../source.ts'

/** A reading now, and the one before it: gauges live from the first frame, rates need both. */
export interface Pair<T> {
  readonly after: Reading<T>
  readonly before: Reading<T> | null
}

type Sources = Readonly<Record<string, Source<unknown>>>
type Pairs<F extends Sources> = { readonly [K in keyof F]: F[K] extends Source<infer T> ? Pair<T> : never }

/** A pure function of two samples, which knows what has to be read for it. */
export interface Model<T> {
  readonly sources: readonly Source<unknown>[]
  of(samples: Samples, facts: HostFacts): T
}

export function model<F extends Sources, T>(declared: {
  readonly from: F
  readonly derive: (of: Pairs<F>, facts: HostFacts, samples: Samples) => T
}): Model<T> {
  const names = Object.keys(declared.from)
  return {
    sources: Object.values(declared.from),
    of(samples, facts) {
      const pairs: Record<string, Pair<unknown>> = {}
      for (const name of names) pairs[name] = pair(samples, declared.from[name] as Source<unknown>)
      return declared.derive(pairs as Pairs<F>, facts, samples)
    },
  }
}

function pair<T>(samples: Samples, source: Source<T>): Pair<T> {
  return { after: reading(samples.after, source), before: samples.before && earlier(samples.before, source) }
}

/** A source that nobody wanted last time has no reading before. */
function earlier<T>(sample: Sample, source: Source<T>): Reading<T> | null {
  return sample.files.has(source.path) ? reading(sample, source) : null
}
