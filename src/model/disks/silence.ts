import { diskstats } from '../../parse/diskstats.ts'
import { seconds } from '../../rates.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Nanos, Seconds } from '../../units.ts'
import type { History } from '../history.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Device } from './devices.ts'
import { ended } from './paces.ts'

/**
 * How long requests have been in flight without one coming to an end, at least: as long as whytop looked. Null: none is in flight, one
 * ended since the last look, or there was only one look. await says nothing of such a device: it counts what has ended.
 */
export function silence(snapshot: Snapshot, { name, now }: Pick<Device, 'name' | 'now'>): Seconds | null {
  const { after, before } = snapshot.samples
  const was = before && valueOf(reading(before, diskstats))?.find((stat) => stat.name === name)
  if (now.inFlight === 0 || !was || was.inFlight === 0 || ended(was) !== ended(now)) return null
  return Math.max(seconds(before.at, after.at), remembered(snapshot.history, seriesOf(name), ended(now), after.at))
}

/** For the history: what has ended so far, while something is in flight. */
export function silenceSeries(all: readonly Device[]): readonly (readonly [string, number])[] {
  return all.filter(({ now }) => now.inFlight > 0).map(({ name, now }) => [seriesOf(name), ended(now)])
}

function seriesOf(name: string): string {
  return `disks.ended.${name}`
}

/** Since the first look of those without a gap that saw this number. */
function remembered({ at, series }: History, name: string, count: number, now: Nanos): Seconds {
  const values = series.get(name) ?? []
  let since = now
  for (let i = values.length - 1; i >= 0; i--) {
    const moment = at[i] as Nanos
    if (moment >= now) continue
    if (values[i] !== count) break
    since = moment
  }
  return seconds(since, now)
}
