import type { Zone } from '../../parse/zoneinfo.ts'
import type { Bytes } from '../../units.ts'

/**
 * Whether a node has room for new pages.
 * `ok` some zone is above its low watermark: pages are given at once. `low` none is: kswapd is woken, and who is not bound gets pages
 * from another node. `full` low, and next to no page cache to drop: who is bound swaps, or is killed. `none` it has no memory.
 */
export interface Room {
  readonly state: 'ok' | 'low' | 'full' | 'none' | 'unknown'
  /** Low watermark of its zones together. */
  readonly low: Bytes | null
}

/** Of a node's memory: page cache below this is next to nothing. */
export const NEXT_TO_NOTHING = 0.05

interface Filled {
  readonly total: Bytes | null
  readonly free: Bytes | null
  readonly cache: Bytes | null
}

export function roomOf({ total, free, cache }: Filled, zones: readonly Zone[] | null, pageSize: Bytes): Room {
  const own = zones?.filter(({ managed }) => managed > 0) ?? null
  const low = own?.reduce((sum, zone) => sum + zone.low * pageSize, 0) ?? null
  if (total === 0) return { state: 'none', low: null }
  if (total === null || free === null || !own) return { state: 'unknown', low }
  if (own.some(isOpen)) return { state: 'ok', low }
  return { state: (cache ?? 0) < NEXT_TO_NOTHING * total ? 'full' : 'low', low }
}

/**
 * As an ordinary allocation sees it: above low, and above what the zone keeps for those that can use no higher one.
 * Kernel: mm/page_alloc.c __zone_watermark_ok
 */
function isOpen({ free, low, protection }: Zone): boolean {
  return free > low + (protection.at(-1) ?? 0)
}
