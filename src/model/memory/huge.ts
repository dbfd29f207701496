import { meminfo } from '../../parse/meminfo.ts'
import { hugepagePool, hugepageSize, hugepageSizes, POOL_FILES } from '../../parse/mm/hugepages.ts'
import { thpDefrag, thpEnabled, thpShmem, thpSize } from '../../parse/mm/thp.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Bytes, Rate } from '../../units.ts'
import { model } from '../model.ts'
import { counters } from '../vmstat.ts'

/** Huge pages set aside (hugetlb), of one size. Null: could not be read. */
export interface Pool {
  readonly size: Bytes
  readonly pages: number | null
  readonly free: number | null
  /** Promised to a mapping and not touched yet: not free for others. */
  readonly reserved: number | null
  /** Above nr_hugepages, given back when they are free. */
  readonly surplus: number | null
}

/** Transparent huge pages. Null: not told, or this kernel has none. */
export interface Thp {
  readonly enabled: string | null
  readonly defrag: string | null
  readonly shmem: string | null
  readonly size: Bytes | null
  readonly anon: Bytes | null
  readonly shmemBytes: Bytes | null
  readonly file: Bytes | null
  /** Faults that got one, and that had to do with small pages. */
  readonly faults: Rate<string> | null
  readonly fallbacks: Rate<string> | null
  /** Made by khugepaged out of small pages, and broken up. */
  readonly collapsed: Rate<string> | null
  readonly split: Rate<string> | null
}

export interface Huge {
  readonly thp: Thp
  readonly pools: readonly Pool[]
}

export const huge = model({
  from: { meminfo, vmstat, thpEnabled, thpDefrag, thpShmem, thpSize, hugepageSizes },
  derive: (of, facts, samples): Huge => {
    const now = valueOf(of.meminfo.after)
    const counted = counters.of(samples, facts)
    return {
      thp: {
        enabled: valueOf(of.thpEnabled.after)?.chosen ?? null,
        defrag: valueOf(of.thpDefrag.after)?.chosen ?? null,
        shmem: valueOf(of.thpShmem.after)?.chosen ?? null,
        size: valueOf(of.thpSize.after),
        anon: now?.anonHugePages ?? null,
        shmemBytes: now?.shmemHugePages ?? null,
        file: now?.fileHugePages ?? null,
        faults: counted.perSecond('thp_fault_alloc'),
        fallbacks: counted.perSecond('thp_fault_fallback'),
        collapsed: counted.perSecond('thp_collapse_alloc'),
        split: counted.perSecond('thp_split_page'),
      },
      pools: sizesOf(samples).map(({ folder, size }) => poolOf(samples, folder, size)),
    }
  },
})

/** With them the pools, once it is known which sizes there are. */
export function hugeSources(samples: Samples | null): readonly Source<unknown>[] {
  const pools = samples ? sizesOf(samples) : []
  return [...huge.sources, ...pools.flatMap(({ folder }) => POOL_FILES.map((file) => hugepagePool(folder, file)))]
}

function sizesOf({ after }: Samples): readonly { readonly folder: string; readonly size: Bytes }[] {
  const folders = valueOf(reading(after, hugepageSizes)) ?? []
  return folders
    .flatMap(({ name }) => {
      const size = hugepageSize(name)
      return size === null ? [] : [{ folder: name, size }]
    })
    .sort((a, b) => a.size - b.size)
}

function poolOf({ after }: Samples, folder: string, size: Bytes): Pool {
  const [pages, free, reserved, surplus] = POOL_FILES.map((file) => valueOf(reading(after, hugepagePool(folder, file))))
  return {
    size,
    pages: pages ?? null,
    free: free ?? null,
    reserved: reserved ?? null,
    surplus: surplus ?? null,
  }
}
