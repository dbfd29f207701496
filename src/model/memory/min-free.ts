import type { Zone } from '../../parse/zoneinfo.ts'
import type { Bytes } from '../../units.ts'

/** What vm.min_free_kbytes would be by itself, and why. */
export interface DefaultMinFree {
  /** About: memory that was not there yet when the kernel reckoned changes it by a percent or so. */
  readonly bytes: Bytes
  /** root: of the memory; thp: raised so that blocks for huge pages stay free; capped: that, at most 5 % of memory. */
  readonly by: 'root' | 'thp' | 'capped'
}

/** Zones that min_free_kbytes is shared among. */
const UPPER = ['HighMem', 'Movable', 'Device']
const LEAST_KIB = 128
/** Linux 5.10; 65,536 before. */
const MOST_KIB = 262_144
/** Page blocks for each zone: 2, and one for every pair of unmovable, movable and reclaimable. */
const BLOCKS_A_ZONE = 2 + 3 * 3

/** mm/page_alloc.c calculate_min_free_kbytes; mm/khugepaged.c set_recommended_min_free_kbytes */
export function defaultMinFree(
  zones: readonly Zone[],
  hugePages: { readonly on: boolean; readonly size: Bytes | null },
  pageSize: Bytes,
): DefaultMinFree {
  const lower = zones.filter(({ name }) => !UPPER.includes(name))
  const memory = lower.reduce((sum, { managed }) => sum + managed, 0) * pageSize
  const root = Math.min(MOST_KIB, Math.max(LEAST_KIB, Math.floor(Math.sqrt((memory / 1024) * 16)))) * 1024
  if (!hugePages.on || hugePages.size === null) return { bytes: root, by: 'root' }
  const wanted = hugePages.size * lower.length * BLOCKS_A_ZONE
  const most = memory / 20
  if (Math.min(wanted, most) <= root) return { bytes: root, by: 'root' }
  return wanted <= most ? { bytes: wanted, by: 'thp' } : { bytes: most, by: 'capped' }
}
