import type { Snapshot } from '../model/snapshot.ts'
import { reading } from '../sample/sample.ts'
import { isMissing, type Missing, type Source } from '../source.ts'

/** What of these files could not be read. */
export function missingOf(snapshot: Snapshot, sources: readonly Source<unknown>[]): readonly Missing[] {
  return sources.flatMap((source) => {
    const now = reading(snapshot.samples.after, source)
    return isMissing(now) ? [now] : []
  })
}
