import { hidesWchan, readerOf } from '../model/load/rights.ts'
import { machine } from '../model/machine.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { missingFrom } from '../sample/missing.ts'
import type { PidFile } from '../sample/wants.ts'
import { isMissing, type Missing, type Reading } from '../source.ts'

/** Where a file of a process is asked for under another name than it has. */
const PATHS: Partial<Record<PidFile, string>> = { sockets: 'fd', smaps_swap: 'smaps' }

/**
 * Files that may not be read of some processes: how many of how many, an entry for each file and not for each process. wchan can be
 * read of all, and tells nothing to others.
 */
export function refusedOf({ samples, facts }: Snapshot, files: readonly PidFile[]): readonly Missing[] {
  const rows = samples.after.processes?.rows ?? []
  const reader = readerOf(samples, facts)
  return files.flatMap((file) => {
    let [refused, asked] = [0, 0]
    for (const row of rows) {
      const reading = (row.more as { readonly [F in PidFile]?: Reading<unknown> })[file]
      if (!reading) continue
      asked++
      const isDenied = isMissing(reading) && reading.missing === 'denied'
      if (isDenied || (file === 'wchan' && hidesWchan(reader, row))) refused++
    }
    if (refused === 0) return []
    const missing = missingFrom(`/proc/PID/${PATHS[file] ?? file}`, 'EACCES', { uid: facts.uid })
    return [{ ...missing, why: `no right to read it of ${refused} of ${asked} processes` }]
  })
}

/** That /proc does not list all there is. */
export function hiddenOf(snapshot: Snapshot): readonly Missing[] {
  const { hidden } = snapshot.get(machine)
  if (hidden === 0) return []
  const why = `${hidden} threads of the machine are not listed: /proc hides processes of others (hidepid), or is that of a PID namespace`
  const remedy = 'run as root, or in the PID namespace of the machine'
  return [{ missing: 'denied', source: '/proc', why, remedy }]
}
