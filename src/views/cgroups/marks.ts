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

/** Of each kind. */
const BUSIEST = 40

/** Of groups that have their turns, those that stay in sight: in trouble now, those that use most, and where processes were killed once. */
export function keptInSight(groups: readonly Group[]): readonly Group[] {
  const isTroubled = (group: Group) =>
    (group.throttled ?? 0) >= THROTTLED ||
    nearLimit(group) ||
    nearPids(group) ||
    (group.pressure.memory?.some ?? 0) >= STALLED
  const most = (of: (group: Group) => number | null) =>
    groups
      .filter((group) => (of(group) ?? 0) > 0)
      .toSorted((a, b) => (of(b) ?? 0) - (of(a) ?? 0))
      .slice(0, BUSIEST)
  const busiest = [...most(({ cpus }) => cpus), ...most(({ memory }) => memory)]
  const killed = groups.filter(({ oomKills }) => (oomKills ?? 0) > 0)
  return [...new Set([...groups.filter(isTroubled), ...busiest, ...killed])]
}

export function nearPids({ pids, pidsMax }: Group): boolean {
  return pids !== null && pidsMax !== null && pids >= NEAR_LIMIT * pidsMax
}
