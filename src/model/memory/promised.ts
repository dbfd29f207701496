import { type Blamed, blame } from '../blame.ts'
import type { Snapshot } from '../snapshot.ts'

/** Whom the kernel promised most private memory: data and stack of statm, used or not. */
export function promisedTo(snapshot: Snapshot): readonly Blamed[] {
  const table = snapshot.tasks
  return blame(table, (row) => {
    const pages = table.rows[row]?.statm?.data
    return pages === undefined ? null : pages * snapshot.facts.pageSize
  })
}
