import { cpuPressure, ioPressure, memoryPressure, type Stall } from '../../parse/pressure.ts'
import { rate, seconds } from '../../rates.ts'
import { isMissing, type Missing } from '../../source.ts'
import type { Share } from '../../units.ts'
import { model, type Pair } from '../model.ts'

/** How long tasks were stalled for want of one resource (PSI). */
export interface Stalled {
  readonly resource: 'cpu' | 'memory' | 'io'
  /** At least one task waited. Null: not known. */
  readonly some: StallShares | null
  /** Every task that was not idle waited at once. Null also for cpu: the kernel defines none for the machine as a whole. */
  readonly full: StallShares | null
  /** Why there is nothing. */
  readonly missing: Missing | null
}

export interface StallShares {
  /** The kernel's average over 10 s. */
  readonly avg10: Share
  /** Since the last sample. */
  readonly now: Share | null
}

export const pressure = model({
  from: { cpu: cpuPressure, memory: memoryPressure, io: ioPressure },
  derive: (of): readonly Stalled[] =>
    (['cpu', 'memory', 'io'] as const).map((resource) => ({
      resource,
      some: stalled(of[resource], 'some'),
      full: resource === 'cpu' ? null : stalled(of[resource], 'full'),
      missing: isMissing(of[resource].after) ? of[resource].after : null,
    })),
})

function stalled(
  { after, before }: Pair<{ readonly some?: Stall; readonly full?: Stall }>,
  kind: 'some' | 'full',
): StallShares | null {
  if (isMissing(after)) return null
  const stall = after.value[kind]
  if (!stall) return null
  const was = before && !isMissing(before) ? before : null
  const grown = was ? rate(was.value[kind]?.total, stall.total, seconds(was.at, after.at)) : null
  // Both clocks are read one after the other.
  return { avg10: stall.avg10, now: grown === null ? null : Math.min(1, grown / 1e6) }
}
