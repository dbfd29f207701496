import type { Rate } from '../../units.ts'
import type { Reclaimer, ReclaimerKey } from './reclaimers.ts'

/** What reclaim is at, the worst first. */
export const RECLAIM_STATES = ['oom', 'foreground', 'cgroup', 'background', 'proactive', 'idle'] as const
export type ReclaimState = (typeof RECLAIM_STATES)[number]

/** Null: rates come with the second look. */
export function stateOf(
  reclaimers: readonly Reclaimer[],
  stalls: Rate<string> | null,
  oomKills: Rate<string> | null,
): ReclaimState | null {
  const by = (key: ReclaimerKey) => reclaimers.find((one) => one.key === key)?.scanned ?? null
  if ((oomKills ?? 0) > 0) return 'oom'
  if ((stalls ?? 0) > 0 || (by('direct') ?? 0) > 0) return 'foreground'
  if ((by('cgroup') ?? 0) > 0) return 'cgroup'
  if ((by('kswapd') ?? 0) > 0 || (by('khugepaged') ?? 0) > 0) return 'background'
  if ((by('proactive') ?? 0) > 0) return 'proactive'
  return by('kswapd') === null ? null : 'idle'
}
