import type { Snapshot } from '../../model/snapshot.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source } from '../../source.ts'

/** Why a number is not there: the reason of its file, or that this kernel's file lacks it. */
export function notTold({ samples }: Snapshot, source: Source<unknown>, lacks: string): Missing {
  const found = reading(samples.after, source)
  if (isMissing(found)) return found
  return { missing: 'absent', source: source.path, why: `${source.path} does not tell ${lacks}`, remedy: null }
}

/** Why a rate is not there: the same, or that there is one sample yet. */
export function noRate(snapshot: Snapshot, source: Source<unknown>, lacks: string): Missing {
  const { after, before } = snapshot.samples
  if (isMissing(reading(after, source))) return notTold(snapshot, source, lacks)
  const was = before?.files.has(source.path) ? reading(before, source) : null
  if (was && !isMissing(was)) return notTold(snapshot, source, lacks)
  return { missing: 'pending', source: source.path, why: 'one sample only: a rate needs two', remedy: null }
}
