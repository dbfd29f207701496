import type { Bytes } from '../../units.ts'
import { flatKeyed } from '../keyed.ts'

export interface MemoryStat {
  /** Of the group and those below it. Taken off memory.current it leaves the working set, which is what a limit bites into. */
  readonly inactiveFile?: Bytes
  readonly activeFile?: Bytes
  readonly anon?: Bytes
  readonly shmem?: Bytes
  /** By the kernel's name: bytes, but for event counts such as pgfault. */
  readonly all: ReadonlyMap<string, number>
}

/**
 * memory.stat of a cgroup: `inactive_file 4481024`, one name and number per line. In v1 the names that start with `total_` include
 * the groups below; there `total_rss` is anonymous memory.
 * Kernel: mm/memcontrol.c memory_stat_format; Documentation/admin-guide/cgroup-v2.rst
 */
export function parseMemoryStat(file: Buffer): MemoryStat {
  const all = flatKeyed('memory.stat', file)
  const inactiveFile = all.get('total_inactive_file') ?? all.get('inactive_file')
  const activeFile = all.get('total_active_file') ?? all.get('active_file')
  const anon = all.get('total_rss') ?? all.get('anon')
  const shmem = all.get('total_shmem') ?? all.get('shmem')
  return {
    ...(inactiveFile !== undefined && { inactiveFile }),
    ...(activeFile !== undefined && { activeFile }),
    ...(anon !== undefined && { anon }),
    ...(shmem !== undefined && { shmem }),
    all,
  }
}
