import type { Process } from '../../sample/process.ts'
import { rowOf } from '../../sample/process.ts'
import type { Snapshot } from '../snapshot.ts'

/** Children that have ended and were not waited for, by who should. */
export interface Unreaped {
  readonly ppid: number
  /** Null: outside of this PID namespace. */
  readonly parent: Process | null
  readonly zombies: number
}

/** The most first. A leader in Z whose other threads live is none. Null: processes were not looked at. */
export function unreaped({ samples, tasks }: Snapshot): readonly Unreaped[] | null {
  const { processes } = samples.after
  if (!processes) return null
  if (processes.tally.states.Z === 0) return []
  const counts = new Map<number, number>()
  for (const { stat } of processes.rows)
    if (stat.state === 'Z' && stat.threads <= 1) counts.set(stat.ppid, (counts.get(stat.ppid) ?? 0) + 1)
  return [...counts]
    .map(([ppid, zombies]) => ({ ppid, zombies, parent: tasks.rows[rowOf(tasks.rows, ppid)] ?? null }))
    .sort((a, b) => b.zombies - a.zombies)
}
