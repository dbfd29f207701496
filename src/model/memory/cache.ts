import { meminfo } from '../../parse/meminfo.ts'
import { valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { model } from '../model.ts'

/**
 * What the kernel could do with buffers and cache (Buffers + Cached + SReclaimable), by what it would cost. The parts add up. Null:
 * this kernel does not tell.
 */
export interface Cache {
  readonly total: Bytes
  /** Clean file pages that no program maps: dropped at once, read again from the disk when needed. */
  readonly now: Bytes
  /** File pages that programs map: programs and libraries; dropped, they fault. Mapped, without more than there is of files. */
  readonly mapped: Bytes
  /** Must be written first. */
  readonly dirty: Bytes
  /** tmpfs, shared memory: needs swap. */
  readonly shmem: Bytes
  /** Locked into memory (mlock, ramfs): not at all. */
  readonly locked: Bytes
  /** Slab the kernel may shrink, as far as its objects are of no use now. */
  readonly slab: Bytes
}

export const cache = model({
  from: { meminfo },
  derive: (of): Cache | null => {
    const now = valueOf(of.meminfo.after)
    if (now?.cached === undefined || now.activeFile === undefined || now.inactiveFile === undefined) return null
    const { cached, activeFile, inactiveFile } = now
    const buffers = now.buffers ?? 0
    const shmem = Math.min(cached, now.shmem ?? 0)
    const slab = now.sReclaimable ?? 0
    const files = cached - shmem + buffers
    // What is on no list of files that can be reclaimed is unevictable.
    const onLists = Math.min(files, activeFile + inactiveFile)
    const dirty = Math.min(onLists, (now.dirty ?? 0) + (now.writeback ?? 0))
    const mapped = Math.min(onLists - dirty, now.mapped ?? 0)
    return {
      total: buffers + cached + slab,
      now: onLists - dirty - mapped,
      mapped,
      dirty,
      shmem,
      locked: files - onLists,
      slab,
    }
  },
})
