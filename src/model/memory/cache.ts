import { meminfo } from '../../parse/meminfo.ts'
import { valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { model } from '../model.ts'

/**
 * What the kernel could do with buffers and cache (Buffers + Cached + SReclaimable), by what it would cost. The parts add up, `unsure` is in
 * one of them. Null: this kernel does not tell.
 */
export interface Cache {
  readonly total: Bytes
  /** Clean file pages that no program maps, so many at least: dropped at once, read again from the disk when needed. */
  readonly now: Bytes
  /** File pages that programs map, so many at most: programs and libraries; dropped, they fault. */
  readonly mapped: Bytes
  /** Of `mapped`, what may be shared memory, which counts in Mapped as well and never tells how much of it: then it belongs to `now`. */
  readonly unsure: Bytes
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
    const clean = onLists - dirty
    const mapped = Math.min(clean, now.mapped ?? 0)
    const surely = Math.min(clean, Math.max(0, (now.mapped ?? 0) - shmem))
    return {
      total: buffers + cached + slab,
      now: clean - mapped,
      mapped,
      unsure: mapped - surely,
      dirty,
      shmem,
      locked: files - onLists,
      slab,
    }
  },
})
