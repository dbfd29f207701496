import { zswapCompressor, zswapEnabled, zswapMaxPool } from '../../parse/devices/zswap.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { pageCluster, swappiness } from '../../parse/sys/vm.ts'
import { valueOf } from '../../source.ts'
import type { Bytes, Share } from '../../units.ts'
import { availableOf } from '../memory.ts'
import { model } from '../model.ts'

/** How full swap is: a level, which tells what happened once and not what happens. */
export interface SwapLevel {
  /** 0: this machine has none. */
  readonly total: Bytes
  readonly used: Bytes
  readonly free: Bytes
  /** In RAM again and still in swap as well: it can be dropped without being written. */
  readonly cached: Bytes | null
  readonly memTotal: Bytes
  readonly available: Bytes | null
  readonly shmem: Bytes | null
  readonly zswap: Zswap
  readonly swappiness: number | null
  /** Pages that are read at once for one that was asked for: 2^page-cluster. */
  readonly readahead: number | null
}

/** A compressed pool in RAM in front of the devices. Null: this kernel has none, or does not tell. */
export interface Zswap {
  readonly enabled: boolean | null
  readonly compressor: string | null
  /** The most of RAM it may take. */
  readonly most: Share | null
  /** RAM it takes. */
  readonly ram: Bytes | null
  /** What lies in it, uncompressed; counts as used swap too. */
  readonly holds: Bytes | null
}

/** Null: /proc/meminfo cannot be read, or this kernel was built without swap. */
export const swapLevel = model({
  from: { meminfo, swappiness, pageCluster, zswapEnabled, zswapCompressor, zswapMaxPool },
  derive: (of): SwapLevel | null => {
    const memory = valueOf(of.meminfo.after)
    const { swapTotal: total, swapFree: free } = memory ?? {}
    if (!memory || total === undefined || free === undefined) return null
    const cluster = valueOf(of.pageCluster.after)
    const most = valueOf(of.zswapMaxPool.after)
    return {
      total,
      used: total - free,
      free,
      cached: memory.swapCached ?? null,
      memTotal: memory.memTotal,
      available: availableOf(memory),
      shmem: memory.shmem ?? null,
      zswap: {
        enabled: valueOf(of.zswapEnabled.after),
        compressor: valueOf(of.zswapCompressor.after),
        most: most === null ? null : most / 100,
        ram: memory.zswap ?? null,
        holds: memory.zswapped ?? null,
      },
      swappiness: valueOf(of.swappiness.after),
      readahead: cluster === null ? null : 2 ** cluster,
    }
  },
})
