import type { Process } from '../../sample/process.ts'
import type { Snapshot } from '../snapshot.ts'
import { statRate } from '../task-rates.ts'

/** CPU time of children that have ended since the last look, by the parent that asked for it. No row shows them. */
export interface ShortLived {
  readonly parent: Process
  readonly cpus: number
}

/**
 * The most first. cutime and cstime grow when a parent waits for a child, by all that this child and those it waited for ever used: what
 * is more than the machine has was used before, by one that lived long.
 */
export function shortLived(snapshot: Snapshot, cpus: number): readonly ShortLived[] {
  const { tick } = snapshot.facts
  const table = snapshot.tasks
  const found: ShortLived[] = []
  table.rows.forEach((parent, row) => {
    if (parent === table.was[row]) return
    const ticks = statRate(table, row, ({ stat }) => stat.cutime + stat.cstime)
    const used = ticks === null ? 0 : ticks * tick
    if (used > 0 && used <= cpus) found.push({ parent, cpus: used })
  })
  return found.sort((a, b) => b.cpus - a.cpus)
}
