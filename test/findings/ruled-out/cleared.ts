import type { Clearance } from '../../../src/findings/ruled-out/clearance.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import { FACTS, type Files } from '../looks.ts'

/** Two samples a second apart. */
export function cleared(clearance: Clearance, was: Files, now: Files) {
  const sample = (files: Files, at: number): Sample => ({
    at,
    processes: null,
    files: new Map(
      clearance.sources.map(({ path, parse }) => {
        const text = files[path]
        return [path, text === undefined ? missingFrom(path, 'ENOENT') : { value: parse(Buffer.from(text)), at }]
      }),
    ),
  })
  return clearance.clears(new Snapshot({ before: sample(was, 1e9), after: sample(now, 2e9) }, FACTS, NO_HISTORY))
}

/** /proc/stat of one CPU, in ticks. */
export const statOf = (busy: number, idle: number, running = 1, blocked = 0, steal = 0) =>
  `cpu  ${busy} 0 0 ${idle} 0 0 0 ${steal} 0 0\ncpu0 ${busy} 0 0 ${idle} 0 0 0 ${steal} 0 0\nintr 0\nctxt 0\nbtime 0\nprocesses 1\nprocs_running ${running}\nprocs_blocked ${blocked}\nsoftirq 0\n`

/** /proc/pressure/*: so much of the second between the two samples; `some` alone. */
export function stalledFor(share: number): string {
  return `some avg10=0.00 avg60=0.00 avg300=0.00 total=${Math.round(share * 1e6)}\n`
}
