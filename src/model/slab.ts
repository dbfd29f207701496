import { type SlabCache, slabinfo } from '../parse/slabinfo.ts'
import { isMissing, type Missing, valueOf } from '../source.ts'
import type { Bytes, Share } from '../units.ts'
import { model } from './model.ts'

/** A slab cache as slabtop shows it. */
export interface Slab extends SlabCache {
  /** slabs × pages a slab. */
  readonly size: Bytes
  /** Objects in use. Null: it has none. */
  readonly use: Share | null
  /** In slabs, and of no object in use: free objects, and what is left over at the end of each slab. */
  readonly waste: Bytes
}

/** The lines above slabtop's table. */
export interface SlabTotals {
  readonly activeObjects: number
  readonly objects: number
  readonly activeSlabs: number
  readonly slabs: number
  /** Caches that have a slab. */
  readonly activeCaches: number
  readonly caches: number
  readonly activeSize: Bytes
  readonly size: Bytes
}

export interface Slabs {
  readonly missing: Missing | null
  readonly slabs: readonly Slab[]
  readonly totals: SlabTotals
}

export const slab = model({
  from: { slabinfo },
  derive: (of, { pageSize }): Slabs => {
    const now = valueOf(of.slabinfo.after) ?? []
    return {
      missing: isMissing(of.slabinfo.after) ? of.slabinfo.after : null,
      slabs: now.map((cache) => slabOf(cache, pageSize)),
      totals: totalsOf(now),
    }
  },
})

function slabOf(cache: SlabCache, pageSize: Bytes): Slab {
  const size = sizeOf(cache, pageSize)
  return {
    ...cache,
    size,
    use: cache.objects === 0 ? null : cache.activeObjects / cache.objects,
    waste: Math.max(0, size - cache.activeObjects * cache.objectSize),
  }
}

function sizeOf({ slabs, pagesPerSlab }: SlabCache, pageSize: Bytes): Bytes {
  return slabs * pagesPerSlab * pageSize
}

/** procps library/slabinfo.c parse_slabinfo20 */
function totalsOf(caches: readonly SlabCache[]): SlabTotals {
  const sum = (of: (cache: SlabCache) => number) => caches.reduce((all, cache) => all + of(cache), 0)
  return {
    activeObjects: sum(({ activeObjects }) => activeObjects),
    objects: sum(({ objects }) => objects),
    activeSlabs: sum(({ activeSlabs }) => activeSlabs),
    slabs: sum(({ slabs }) => slabs),
    activeCaches: sum(({ objects }) => (objects > 0 ? 1 : 0)),
    caches: caches.length,
    activeSize: sum(({ activeObjects, objectSize }) => activeObjects * objectSize),
    size: sum(({ objects, objectSize }) => objects * objectSize),
  }
}
