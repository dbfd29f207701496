import { type Blamed, blame } from '../blame.ts'
import type { Snapshot } from '../snapshot.ts'

/** Who holds memory that only goes when they end: anonymous pages, which are RES less SHR. */
export function privateHolders(snapshot: Snapshot): readonly Blamed[] {
  const table = snapshot.tasks
  const { pageSize } = snapshot.facts
  return blame(table, (row) => {
    const process = table.rows[row]
    if (!process) return null
    const { stat, statm } = process
    return (statm ? Math.max(0, statm.resident - statm.shared) : stat.rssPages) * pageSize
  })
}

/** Whose such memory grew since the last sample, bytes a second. A process that is new has grown by all it has. */
export function growers(snapshot: Snapshot): readonly Blamed[] {
  const table = snapshot.tasks
  const { pageSize } = snapshot.facts
  return blame(table, (row) => {
    const now = table.rows[row]
    if (!now?.statm || !(table.dt > 0)) return null
    const was = table.was[row]
    if (was === now || (was && !was.statm)) return null
    const before = was?.statm ? was.statm.resident - was.statm.shared : 0
    return ((now.statm.resident - now.statm.shared - before) * pageSize) / table.dt
  })
}
