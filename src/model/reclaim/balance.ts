import { meminfo } from '../../parse/meminfo.ts'
import { type Zone, zoneinfo } from '../../parse/zoneinfo.ts'
import { valueOf } from '../../source.ts'
import type { Bytes, Share } from '../../units.ts'
import { model } from '../model.ts'

/** What reclaim chooses from. */
export interface Balance {
  /** Lists of pages that reclaim goes through. Null: not told. */
  readonly lists: {
    readonly activeAnon: Bytes
    readonly inactiveAnon: Bytes
    readonly activeFile: Bytes
    readonly inactiveFile: Bytes
    readonly unevictable: Bytes | null
  } | null
  readonly swapTotal: Bytes | null
  readonly swapFree: Bytes | null
  /** The node that is nearest to having hardly any file pages: there only anonymous pages are scanned, whatever swappiness says. */
  readonly tiniest: FileCache | null
}

/** mm/vmscan.c prepare_scan_control: file pages and free ones against the high watermarks. */
export interface FileCache {
  readonly node: number
  /** Both kinds of file list and free pages. */
  readonly bytes: Bytes
  /** Sum of the high watermarks: at or below it, file_is_tiny. */
  readonly high: Bytes
  readonly tiny: boolean
}

export const balance = model({
  from: { meminfo, zoneinfo },
  derive: (of, { pageSize }): Balance => {
    const now = valueOf(of.meminfo.after)
    const { activeAnon, inactiveAnon, activeFile, inactiveFile } = now ?? {}
    const known =
      activeAnon !== undefined && inactiveAnon !== undefined && activeFile !== undefined && inactiveFile !== undefined
    return {
      lists: known
        ? { activeAnon, inactiveAnon, activeFile, inactiveFile, unevictable: now?.unevictable ?? null }
        : null,
      swapTotal: now?.swapTotal ?? null,
      swapFree: now?.swapFree ?? null,
      tiniest: tiniest(fileCaches(valueOf(of.zoneinfo.after) ?? [], pageSize)),
    }
  },
})

/** By node, where the kernel tells its lists. */
export function fileCaches(zones: readonly Zone[], pageSize: Bytes): readonly FileCache[] {
  const nodes = zones.filter(({ nodeStats }) => nodeStats !== null)
  return nodes.flatMap(({ node, nodeStats }) => {
    const [active, inactive] = [nodeStats?.get('nr_active_file'), nodeStats?.get('nr_inactive_file')]
    if (active === undefined || inactive === undefined) return []
    const own = zones.filter((zone) => zone.node === node && zone.managed > 0)
    const free = own.reduce((sum, zone) => sum + zone.free, 0)
    const high = own.reduce((sum, zone) => sum + zone.high, 0)
    const pages = active + inactive + free
    return [{ node, bytes: pages * pageSize, high: high * pageSize, tiny: pages <= high }]
  })
}

function tiniest(caches: readonly FileCache[]): FileCache | null {
  return caches.reduce<FileCache | null>(
    (least, one) => (least === null || one.bytes / one.high < least.bytes / least.high ? one : least),
    null,
  )
}

/**
 * The share of anonymous pages that swappiness asks for while reading both kinds back costs alike: swappiness / 200. The kernel shifts
 * it by what refaults really cost. mm/vmscan.c calculate_pressure_balance, 5.8
 */
export function evenShare(swappiness: number): Share {
  return Math.min(1, Math.max(0, swappiness / 200))
}
