import { sign } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { More, Process } from '../sample/process.ts'
import { reading } from '../sample/sample.ts'
import { isMissing, type Missing, type Source } from '../source.ts'
import type { Cell } from './view.ts'

/** What of these files could not be read. */
export function missingOf(snapshot: Snapshot, sources: readonly Source<unknown>[]): readonly Missing[] {
  return sources.flatMap((source) => {
    const now = reading(snapshot.samples.after, source)
    return isMissing(now) ? [now] : []
  })
}

/**
 * What a cell shows instead of a file of a process that has none. Where others have it the kernel has it too: the process has
 * ended, and its row goes with the next list.
 */
export function fileSigns(rows: readonly Process[], file: keyof More): (missing: Missing) => Cell {
  let has: boolean | null = null
  return ({ missing }) => {
    if (missing === 'absent') has ??= rows.some(({ more }) => isThere(more[file]))
    return { text: sign(missing === 'absent' && has ? 'gone' : missing), style: 'dim' }
  }
}

function isThere(reading: More[keyof More]): boolean {
  return reading !== undefined && !(isMissing(reading) && (reading.missing === 'absent' || reading.missing === 'off'))
}
