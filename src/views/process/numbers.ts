import { type LimitUse, limitUses } from '../../model/process/limit-use.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Link } from '../../parse/pid/links.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing, type Missing, type Reading, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import type { Seen } from './page.ts'

export interface MemoryUse {
  readonly virt: Bytes
  readonly res: Bytes
  readonly shared: Bytes | null
  readonly anon: Bytes | null
  readonly file: Bytes | null
  readonly shmem: Bytes | null
  readonly swap: Bytes | null
  readonly peak: Bytes | null
  readonly pageTables: Bytes | null
  readonly locked: Bytes | null
  readonly hugetlb: Bytes | null
}

/** From statm and status, which everybody may read. */
export function memoryUse(
  { snapshot, looked }: Pick<Seen, 'snapshot' | 'looked'>,
  { stat, statm }: Process,
): MemoryUse {
  const { pageSize } = snapshot.facts
  const status = looked.value('status')
  return {
    virt: statm ? statm.size * pageSize : stat.vsize,
    res: (statm?.resident ?? stat.rssPages) * pageSize,
    shared: statm ? statm.shared * pageSize : null,
    anon: status?.rssAnon ?? null,
    file: status?.rssFile ?? null,
    shmem: status?.rssShmem ?? null,
    swap: status?.vmSwap ?? null,
    peak: status?.vmHWM ?? null,
    pageTables: status?.vmPTE ?? null,
    locked: status?.vmLck ?? null,
    hugetlb: status?.hugetlbPages ?? null,
  }
}

/** Its limits with what is used of them, or why there are none. */
export function usesOf(
  { snapshot, looked }: Pick<Seen, 'snapshot' | 'looked'>,
  { stat }: Process,
): readonly LimitUse[] | Missing {
  const limits = looked.file('limits')
  if (isMissing(limits)) return limits
  return limitUses(limits.value, {
    openFiles: looked.value('fd')?.length ?? null,
    status: looked.value('status'),
    cpuTime: (stat.utime + stat.stime) * snapshot.facts.tick,
    userThreads: userThreads(snapshot.tasks.rows, looked.value('owner')),
  })
}

/**
 * Null unless everybody's owner is known already: it is not worth reading them all for this. Root's are not counted against it:
 * kernel/fork.c copy_process, INIT_USER.
 */
function userThreads(rows: readonly Process[], owner: number | null): number | null {
  if (owner === null || owner === 0) return null
  let threads = 0
  for (const { more, stat } of rows) {
    if (!more.owner || isMissing(more.owner)) return null
    if (more.owner.value === owner) threads += stat.threads
  }
  return threads
}

/** Those of pid 1; null: not to be read. Pid 1 shares all with itself. */
export function initNamespaces(snapshot: Snapshot, pid: number, own: readonly Link[]): readonly Link[] | null {
  if (pid === 1) return own
  const files = snapshot.samples.after.processes?.focus?.files
  return valueOf(files?.get('init/ns') as Reading<readonly Link[]> | undefined)
}

/** For JSON, which has neither NaN nor infinity. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
