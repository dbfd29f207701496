import type { Reading, Source } from '../source.ts'
import type { Nanos } from '../units.ts'
import { pending } from './missing.ts'
import type { Processes } from './process.ts'

/** What was read in one tick. Each value carries its own time stamp, or says why there is none. */
export interface Sample {
  readonly at: Nanos
  readonly files: ReadonlyMap<string, Reading<unknown>>
  readonly processes: Processes | null
}

/** The newest sample and the one before it: all that models are made of. */
export interface Samples {
  readonly after: Sample
  readonly before: Sample | null
}

export function reading<T>(sample: Sample, source: Source<T>): Reading<T> {
  return (sample.files.get(source.path) as Reading<T> | undefined) ?? pending(source.path)
}

/** Whether a completed sample may name more to read: a list the files of what is in it, a process its cgroups. */
export function namesMore({ after }: Samples, { after: was }: Samples): boolean {
  const areListed = after.processes !== null && was.processes === null
  return areListed || after.files.size > was.files.size || after.processes?.focus !== was.processes?.focus
}
