import type { Snapshot } from '../model/snapshot.ts'
import { missingFrom } from '../sample/missing.ts'
import type { PidFile } from '../sample/wants.ts'
import { isMissing, type Missing, type Reading } from '../source.ts'

/** Where a file of a process is asked for under another name than it has. */
const PATHS: Partial<Record<PidFile, string>> = { sockets: 'fd', smaps_swap: 'smaps' }

/** Files that may not be read of some processes: how many of how many, an entry for each file and not for each process. */
export function refusedOf({ samples, facts }: Snapshot, files: readonly PidFile[]): readonly Missing[] {
  const rows = samples.after.processes?.rows ?? []
  return files.flatMap((file) => {
    let [refused, asked] = [0, 0]
    for (const { more } of rows) {
      const reading = (more as { readonly [F in PidFile]?: Reading<unknown> })[file]
      if (!reading) continue
      asked++
      if (isMissing(reading) && reading.missing === 'denied') refused++
    }
    if (refused === 0) return []
    const missing = missingFrom(`/proc/PID/${PATHS[file] ?? file}`, 'EACCES', { uid: facts.uid })
    return [{ ...missing, why: `no right to read it of ${refused} of ${asked} processes` }]
  })
}
