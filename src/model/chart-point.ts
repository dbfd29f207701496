import { CAUSE_KEYS } from './load/cause.ts'
import { load } from './load/model.ts'
import type { Snapshot } from './snapshot.ts'

/** One point of every curve: the averages always, threads by cause where they were looked at. */
export function chartPoint(snapshot: Snapshot): ReadonlyMap<string, number> {
  const { averages, threads } = snapshot.get(load)
  const point = new Map<string, number>()
  if (averages) for (const [name, value] of Object.entries(averages)) point.set(name, value)
  if (threads) for (const cause of CAUSE_KEYS) point.set(cause, threads.tasks[cause])
  return point
}
