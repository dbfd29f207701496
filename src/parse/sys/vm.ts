import { source } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { parseNumber } from '../number.ts'

// Documentation/admin-guide/sysctl/vm.rst

/** 0: refuse what is plainly too much; 1: never refuse; 2: refuse beyond CommitLimit. */
export const overcommitMemory = source('/proc/sys/vm/overcommit_memory', parseNumber)
/** Percent of RAM that counts in CommitLimit, unless `overcommitKbytes` is set. */
export const overcommitRatio = source('/proc/sys/vm/overcommit_ratio', parseNumber)
/** 0: the ratio counts. */
export const overcommitKbytes = source('/proc/sys/vm/overcommit_kbytes', kilobytes)
/** Bits: 1 reclaim on the node itself before others are asked, 2 also by writing, 4 also by swapping. 0: off, as by default since 3.16. */
export const zoneReclaimMode = source('/proc/sys/vm/zone_reclaim_mode', parseNumber)
/** 0: the counters of numastat are switched off and zero. Linux 4.15. */
export const numaStat = source('/proc/sys/vm/numa_stat', parseNumber)
export const swappiness = source('/proc/sys/vm/swappiness', parseNumber)
/** Swap readahead: 2 to this power pages at once; 0: none. */
export const pageCluster = source('/proc/sys/vm/page-cluster', parseNumber)
/** kB that are kept free: the sum of the min watermarks of all zones but HighMem and Movable. */
export const minFreeKbytes = source('/proc/sys/vm/min_free_kbytes', kilobytes)
/** Ten-thousandths of a zone between its watermarks; a quarter of min where that is more. Linux 4.6 */
export const watermarkScaleFactor = source('/proc/sys/vm/watermark_scale_factor', parseNumber)
/** Ten-thousandths of high by which a fragmentation event lifts the watermarks at most. Linux 5.0 */
export const watermarkBoostFactor = source('/proc/sys/vm/watermark_boost_factor', parseNumber)
export const vfsCachePressure = source('/proc/sys/vm/vfs_cache_pressure', parseNumber)
/** What vfs_cache_pressure is divided by. Linux 6.18; 100 before */
export const vfsCachePressureDenom = source('/proc/sys/vm/vfs_cache_pressure_denom', parseNumber)
/** Above this fragmentation index, in thousandths, the kernel compacts before it reclaims. */
export const extfragThreshold = source('/proc/sys/vm/extfrag_threshold', parseNumber)
/** How eagerly kcompactd compacts ahead of need, 0 to 100. Linux 5.9 */
export const compactionProactiveness = source('/proc/sys/vm/compaction_proactiveness', parseNumber)

function kilobytes(file: Buffer): Bytes {
  return parseNumber(file) * 1024
}
