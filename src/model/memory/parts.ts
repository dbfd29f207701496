import { type Meminfo, meminfo } from '../../parse/meminfo.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { zoneinfo } from '../../parse/zoneinfo.ts'
import { seconds } from '../../rates.ts'
import { isMissing, valueOf } from '../../source.ts'
import type { Bytes, Rate } from '../../units.ts'
import { model } from '../model.ts'

export const PART_KEYS = [
  'anon',
  'shmem',
  'file_clean',
  'file_dirty',
  'buffers',
  'swap_cache',
  'slab_reclaimable',
  'slab_unreclaimable',
  'kernel_stack',
  'page_tables',
  'percpu',
  'vmalloc',
  'zspool',
  'hugetlb',
  'gpu',
  'free_on_cpus',
  'free',
  'unaccounted',
] as const
export type PartKey = (typeof PART_KEYS)[number]

/** Where RAM is: all of MemTotal, each page in one part. Null: this kernel does not tell. */
export interface Parts {
  readonly total: Bytes
  readonly parts: Readonly<Record<PartKey, Bytes | null>>
}

export interface GrowingParts extends Parts {
  /** Bytes a second since the reading before; falls below 0 where a part shrinks. Null: not known. */
  readonly grows: Readonly<Record<PartKey, Rate<'B'> | null>>
}

export const parts = model({
  from: { meminfo, vmstat, zoneinfo },
  derive: (of, { pageSize }): GrowingParts | null => {
    const { after, before } = of.meminfo
    const at = (when: 'after' | 'before') => {
      const memory = valueOf(of.meminfo[when])
      const zspages = valueOf(of.vmstat[when])?.get('nr_zspages')
      const onCpus = valueOf(of.zoneinfo[when])?.reduce((sum, zone) => sum + zone.perCpu, 0)
      const bytes = (pages: number | undefined) => (pages === undefined ? null : pages * pageSize)
      return memory && partsOf(memory, bytes(zspages), bytes(onCpus))
    }
    const now = at('after')
    const was = before ? at('before') : null
    const dt = before && !isMissing(before) && !isMissing(after) ? seconds(before.at, after.at) : 0
    const grows = (key: PartKey) => {
      const [then, there] = [was?.parts[key] ?? null, now?.parts[key] ?? null]
      return then === null || there === null || !(dt > 0) ? null : (there - then) / dt
    }
    return (
      now && { ...now, grows: Object.fromEntries(PART_KEYS.map((key) => [key, grows(key)])) as GrowingParts['grows'] }
    )
  },
})

/** fs/proc/meminfo.c. Pages are counted at slightly different moments, so the rest may be off by a few MiB, and is never below 0. */
export function partsOf(now: Meminfo, zspages: Bytes | null, freeOnCpus: Bytes | null): Parts {
  const shmem = now.shmem ?? 0
  // Cached holds shmem too: it is page cache of tmpfs.
  const file = now.cached === undefined ? null : Math.max(0, now.cached - shmem)
  const dirty = file === null ? null : Math.min(file, (now.dirty ?? 0) + (now.writeback ?? 0))
  const known: Readonly<Record<Exclude<PartKey, 'unaccounted'>, Bytes | null>> = {
    anon: now.anonPages ?? null,
    shmem: now.shmem ?? null,
    file_clean: file === null || dirty === null ? null : file - dirty,
    file_dirty: dirty,
    buffers: now.buffers ?? null,
    swap_cache: unmappedSwapCache(now),
    slab_reclaimable: now.sReclaimable ?? null,
    slab_unreclaimable: now.sUnreclaim ?? (now.slab === undefined ? null : now.slab - (now.sReclaimable ?? 0)),
    kernel_stack: now.kernelStack ?? null,
    page_tables: sum(now.pageTables, now.secPageTables),
    percpu: now.percpu ?? null,
    vmalloc: vmallocOf(now),
    zspool: zspages ?? now.zswap ?? null,
    hugetlb: hugetlbOf(now),
    gpu: sum(now.all.get('GPUActive'), now.all.get('GPUReclaim')),
    // Free pages that a CPU keeps at hand: MemFree is without them.
    free_on_cpus: freeOnCpus,
    free: now.memFree,
  }
  const all = Object.values(known).reduce<number>((whole, part) => whole + (part ?? 0), 0)
  return { total: now.memTotal, parts: { ...known, unaccounted: Math.max(0, now.memTotal - all) } }
}

/**
 * Pages of the swap cache that no program maps: on the lists of anonymous pages, and not in AnonPages. Those that are mapped are in
 * AnonPages already, so only what the lists have more counts.
 */
function unmappedSwapCache(now: Meminfo): Bytes | null {
  const { swapCached, activeAnon, inactiveAnon, activeFile, inactiveFile, unevictable, anonPages, cached } = now
  if (swapCached === undefined) return null
  if (activeAnon === undefined || inactiveAnon === undefined || activeFile === undefined || inactiveFile === undefined)
    return null
  const lists = activeAnon + inactiveAnon + activeFile + inactiveFile + (unevictable ?? 0)
  const counted = (anonPages ?? 0) + (cached ?? 0) + (now.buffers ?? 0)
  return Math.min(swapCached, Math.max(0, lists - counted))
}

/** Kernel stacks come out of vmalloc where they are mapped (CONFIG_VMAP_STACK: x86 4.9, arm64 4.14), and have their own part. */
function vmallocOf({ vmallocUsed, kernelStack }: Meminfo): Bytes | null {
  return vmallocUsed === undefined ? null : Math.max(0, vmallocUsed - (kernelStack ?? 0))
}

/** Hugetlb counts all sizes (4.19); before, the default size alone is known. */
function hugetlbOf({ hugetlb, hugePagesTotal, hugepagesize }: Meminfo): Bytes | null {
  if (hugetlb !== undefined) return hugetlb
  return hugePagesTotal === undefined || hugepagesize === undefined ? null : hugePagesTotal * hugepagesize
}

function sum(...amounts: readonly (Bytes | undefined)[]): Bytes | null {
  const known = amounts.filter((amount) => amount !== undefined)
  return known.length === 0 ? null : known.reduce((whole, amount) => whole + amount, 0)
}
