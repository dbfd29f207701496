import type { Bytes, Rate, Share } from '../../units.ts'
import type { Counters } from '../vmstat.ts'

export const RECLAIMERS = ['kswapd', 'direct', 'cgroup', 'proactive', 'khugepaged'] as const
export type ReclaimerKey = (typeof RECLAIMERS)[number]

/** Who freed memory, how much it looked through for it, and since boot. */
export interface Reclaimer {
  readonly key: ReclaimerKey
  /** Null: not known yet, or not told by this kernel. */
  readonly scanned: Rate<'B'> | null
  readonly reclaimed: Rate<'B'> | null
  /** Reclaimed of scanned: near 1 is easy. Null: nothing was scanned. */
  readonly efficiency: Share | null
  /** Since boot: what happened before anybody looked. Null: not told. */
  readonly total: Bytes | null
  /** False: this kernel does not tell it apart. */
  readonly told: boolean
}

/** pgscan_*, pgsteal_* of /proc/vmstat; mm/vmscan.c */
export function reclaimers(counters: Counters): readonly Reclaimer[] {
  return RECLAIMERS.map((key) => (key === 'cgroup' ? byLimit(counters) : counted(counters, key)))
}

function counted(counters: Counters, key: ReclaimerKey): Reclaimer {
  const scanned = counters.bytesPerSecond(`pgscan_${key}`)
  const reclaimed = counters.bytesPerSecond(`pgsteal_${key}`)
  const total = counters.bytes(`pgsteal_${key}`)
  return { key, scanned, reclaimed, efficiency: efficiency(scanned, reclaimed), total, told: total !== null }
}

/**
 * Reclaim for the limit of a cgroup counts by type of page and by no reclaimer: it is what the types have more. So since 5.8, until
 * the counters went to the node (7.x), where each reclaimer's own holds it too.
 */
function byLimit(counters: Counters): Reclaimer {
  const told = counters.has('pgscan_anon') && !counters.isBefore('pgscan_kswapd', 'nr_dirty_threshold')
  if (!told) return { key: 'cgroup', scanned: null, reclaimed: null, efficiency: null, total: null, told: false }
  const beyond = (what: 'pgscan' | 'pgsteal') => {
    const byType = counters.bytesPerSecond(`${what}_anon`, `${what}_file`)
    const byWhom = counters.bytesPerSecond(...OTHERS.map((key) => `${what}_${key}`))
    // The two are raised one after the other: a reading between them is off by a batch.
    return byType === null || byWhom === null ? null : Math.max(0, byType - byWhom)
  }
  const scanned = beyond('pgscan')
  const reclaimed = beyond('pgsteal')
  const since = (name: string) => counters.bytes(name) ?? 0
  const total =
    since('pgsteal_anon') + since('pgsteal_file') - OTHERS.reduce((sum, key) => sum + since(`pgsteal_${key}`), 0)
  return {
    key: 'cgroup',
    scanned,
    reclaimed,
    efficiency: efficiency(scanned, reclaimed),
    total: Math.max(0, total),
    told,
  }
}

const OTHERS = RECLAIMERS.filter((key) => key !== 'cgroup')

function efficiency(scanned: Rate<'B'> | null, reclaimed: Rate<'B'> | null): Share | null {
  return scanned === null || reclaimed === null || scanned === 0 ? null : Math.min(1, reclaimed / scanned)
}
