import { loadavg } from '../parse/loadavg.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import type { Snapshot } from './snapshot.ts'

/** One point of every curve. */
export function chartPoint(snapshot: Snapshot): ReadonlyMap<string, number> {
  const now = valueOf(reading(snapshot.samples.after, loadavg))
  return new Map(now ? [['load1', now.load1]] : [])
}
