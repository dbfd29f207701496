import { loadavg } from '../parse/loadavg.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import { CAUSE_KEYS } from './load/cause.ts'
import { load } from './load/model.ts'
import type { Snapshot } from './snapshot.ts'

/** One point of every curve: the averages always, threads by cause where they were looked at. */
export function chartPoint(snapshot: Snapshot): ReadonlyMap<string, number> {
  const point = new Map<string, number>()
  const { after } = snapshot.samples
  const averages = valueOf(reading(after, loadavg))
  if (averages) point.set('load1', averages.load1).set('load5', averages.load5).set('load15', averages.load15)
  const threads = after.processes?.scanned ? snapshot.get(load).threads : null
  if (threads) for (const cause of CAUSE_KEYS) point.set(cause, threads.tasks[cause])
  return point
}
