import { percent } from '../../format.ts'
import type { Group } from '../../model/cgroups/model.ts'
import type { Text } from '../../text.ts'
import type { Share } from '../../units.ts'
import { quietShare } from '../quiet.ts'
import type { Cell } from '../view.ts'

/** Near enough to its memory limit that the next burst may be its last. */
export const NEAR_LIMIT: Share = 0.9
/** Periods that ended with the quota used up: from here on latency shows it. */
export const THROTTLED: Share = 0.05
/** Share of time its tasks waited. */
export const STALLED: Share = 0.1

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || '/'
}

export function marked(share: Share | null, from: Share): Cell {
  return share !== null && share >= from ? { text: percent(share), style: 'warning' } : quietShare(share)
}

/** No limit steps back: most groups have none. */
export function limitOf(format: (value: number | null) => Text): (value: number | null) => Cell {
  return (value) => (value === Number.POSITIVE_INFINITY ? { text: format(value), style: 'dim' } : format(value))
}

export function nearLimit({ workingSet, memoryMax, memoryHigh }: Group): boolean {
  const limit = Math.min(memoryMax ?? Number.POSITIVE_INFINITY, memoryHigh ?? Number.POSITIVE_INFINITY)
  return workingSet !== null && limit > 0 && workingSet >= NEAR_LIMIT * limit
}

export function nearPids({ pids, pidsMax }: Group): boolean {
  return pids !== null && pidsMax !== null && pids >= NEAR_LIMIT * pidsMax
}
