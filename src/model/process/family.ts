import type { Process } from '../../sample/process.ts'
import { rowOf } from '../../sample/process.ts'

export interface Family {
  /** Null: it has none in sight (pid 1, kthreadd, or its parent is outside of the PID namespace). */
  readonly parent: Process | null
  /** Ascending pid. */
  readonly children: readonly Process[]
}

export function familyOf(process: Process, rows: readonly Process[]): Family {
  return {
    parent: rows[rowOf(rows, process.stat.ppid)] ?? null,
    children: rows.filter((row) => row.stat.ppid === process.pid && row.pid !== process.pid),
  }
}
