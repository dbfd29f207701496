import { isMissing } from '../../source.ts'
import { type Blamed, blame } from '../blame.ts'
import type { Snapshot } from '../snapshot.ts'

/** Who has most in swap, by VmSwap: without tmpfs, and pages that forked processes share in each of them. */
export function swapHolders(snapshot: Snapshot): readonly Blamed[] {
  const table = snapshot.tasks
  return blame(table, (row) => {
    const status = table.rows[row]?.more.status
    return status && !isMissing(status) ? (status.value.vmSwap ?? null) : null
  })
}
