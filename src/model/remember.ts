import { loadavg } from '../parse/loadavg.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import { chartPoint } from './chart-point.ts'
import { type History, withPoint } from './history.ts'
import { type Attribution, attribute } from './load/attribute.ts'
import { load } from './load/model.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The history with this sample in it, and what the panes in sight have to add. One that is only completed since (the same moment)
 * takes its own place and counts once.
 */
export function remember(
  history: History,
  snapshot: Snapshot,
  more: Iterable<readonly [name: string, value: number]> = [],
): History {
  return {
    ...withPoint(history, snapshot.samples.after.at, new Map([...chartPoint(snapshot), ...more])),
    load: attributed(history.load, snapshot),
  }
}

/** Who made the load average, this sample included; null: threads were never looked at. */
export function attributed(known: Attribution | null, snapshot: Snapshot): Attribution | null {
  const { after, before } = snapshot.samples
  if (!after.processes?.scanned || (known && known.at >= after.at)) return known
  const { threads, averages } = snapshot.get(load)
  // Half a scan would make threads look as if they had ended.
  if (!threads) return known
  const sample = { at: after.at, load: threads, load1: averages?.load1 ?? null }
  const first = valueOf(before && reading(before, loadavg))
  const start = known ?? (before && first ? attribute(null, { ...sample, at: before.at, load1: first.load1 }) : null)
  return attribute(start, sample)
}
