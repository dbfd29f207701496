import type { PartKey } from '../../model/memory/parts.ts'
import type { Style } from '../../style.ts'
import { clean, type Text } from '../../text.ts'

/** A part of RAM: the same sign in the bar, in the table and in the chart, so that nobody needs the colour. */
export interface PartMark {
  readonly key: PartKey
  readonly title: Text
  readonly mark: Text
  readonly style: Style
  readonly block: Style
  /** What it is, and what becomes of it. */
  readonly says: string
  readonly from: string
}

/** In the order of the bar. Free memory is its empty end. */
export const PART_MARKS: readonly PartMark[] = [
  part('anon', 'anonymous', 'A', 1, 'heaps and stacks of programs: needs swap to be freed', 'AnonPages'),
  part('shmem', 'shmem, tmpfs', 'S', 2, 'tmpfs, shared memory: counts as cache, needs swap to be freed', 'Shmem'),
  part('file_clean', 'file, clean', 'F', 3, 'page cache as it is on disk: dropped at once', 'Cached − Shmem − dirty'),
  part('file_dirty', 'file, dirty', 'D', 4, 'must be written before it can be dropped', 'Dirty + Writeback'),
  part('buffers', 'buffers', 'B', 5, 'page cache of block devices: metadata of filesystems', 'Buffers'),
  part(
    'swap_cache',
    'swap cache',
    'W',
    5,
    'pages on their way to swap or back that no program maps',
    'SwapCached, unmapped',
  ),
  part(
    'slab_reclaimable',
    'slab, reclaimable',
    'R',
    6,
    'names and inodes mostly: shrunk as far as unused',
    'SReclaimable',
  ),
  part('slab_unreclaimable', 'slab, unreclaimable', 'U', 7, 'kernel objects in use', 'SUnreclaim'),
  part('kernel_stack', 'kernel stacks', 'K', 8, 'one for each thread', 'KernelStack'),
  part('page_tables', 'page tables', 'K', 8, 'of every process: many that map the same add up', 'PageTables'),
  part('percpu', 'per-CPU data', 'K', 8, 'counters of the kernel, a copy for each CPU', 'Percpu'),
  part('vmalloc', 'vmalloc', 'K', 8, 'modules, drivers, large tables; without kernel stacks', 'VmallocUsed'),
  part('zspool', 'zram, zswap', 'Z', 8, 'compressed memory itself', 'nr_zspages'),
  part('hugetlb', 'huge pages', 'H', 9, 'set aside, used or not: no other program gets them', 'Hugetlb'),
  part('gpu', 'GPU', 'G', 9, 'held by graphics drivers', 'GPUActive, GPUReclaim'),
  part('unaccounted', 'unaccounted', '?', 10, 'drivers, balloon: if it grows, one leaks', 'MemTotal − all others'),
  part('free_on_cpus', 'free, on CPUs', '·', 0, 'free pages that CPUs keep at hand, not in MemFree', 'zoneinfo count'),
  part('free', 'free', '·', 0, 'of no use to anybody now', 'MemFree'),
]

export function markOf(key: PartKey): PartMark {
  return PART_MARKS.find((one) => one.key === key) as PartMark
}

function part(key: PartKey, title: string, mark: string, colour: number, says: string, from: string): PartMark {
  const style = colour === 0 ? 'dim' : colour <= 8 ? (`series${colour}` as Style) : colour === 9 ? 'kernel' : 'warning'
  const block = colour === 0 ? 'dim' : (`block${colour}` as Style)
  return { key, title: clean(title), mark: clean(mark), style, block, says, from }
}
