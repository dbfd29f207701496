import type { HostFacts } from '../../src/host/host.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import type { Reading, Source } from '../../src/source.ts'

/** Two samples of files that are written down, by path; a source without one is not there. Null before: the first look. */
export function samplesOf(
  sources: readonly Source<unknown>[],
  after: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>> | null,
  seconds = 1,
): Samples {
  return { after: sampleOf(sources, after, seconds * 1e9), before: before && sampleOf(sources, before, 0) }
}

function sampleOf(sources: readonly Source<unknown>[], files: Readonly<Record<string, string>>, at: number): Sample {
  const read = sources.map(({ path, parse }): [string, Reading<unknown>] => {
    const file = files[path]
    return [path, file === undefined ? missingFrom(path, 'ENOENT') : { value: parse(Buffer.from(file)), at }]
  })
  return { at, files: new Map(read), processes: null }
}

export const someFacts: HostFacts = {
  name: 'here',
  pageSize: 4096,
  tick: 0.01,
  clock: 'live',
  clocks: false,
  captured: null,
  self: null,
  uid: null,
}
