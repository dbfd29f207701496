import type { Limit } from '../../parse/pid/limits.ts'
import type { PidStatus } from '../../parse/pid/status.ts'
import type { Bytes, Seconds, Share } from '../../units.ts'

/** Share of a soft limit from which on it is called near: time to act before it is hit. */
export const NEAR: Share = 0.8

export interface LimitUse extends Limit {
  /** In the limit's unit. Null: the kernel does not tell, or it limits nothing that adds up. */
  readonly used: number | null
  /** Of the soft limit, which is the one that binds. Null: no limit, or not known. */
  readonly share: Share | null
}

/** What is known of a process that limits are compared with. Null: not known. */
export interface Use {
  readonly openFiles: number | null
  readonly status: PidStatus | null
  readonly cpuTime: Seconds | null
  /** Threads of its real user: what RLIMIT_NPROC counts. */
  readonly userThreads: number | null
}

/** Each limit of /proc/PID/limits with what is used of it. getrlimit(2) */
export function limitUses(limits: readonly Limit[], use: Use): readonly LimitUse[] {
  return limits.map((limit) => {
    const used = USED[limit.name]?.(use) ?? null
    const share =
      used === null || limit.soft === Number.POSITIVE_INFINITY || limit.soft === 0 ? null : used / limit.soft
    return { ...limit, used, share }
  })
}

export function isNear(limit: LimitUse): boolean {
  return limit.share !== null && limit.share >= NEAR
}

/** By the kernel's name. What is not here (file size, core, locks, queues, nice …) has no running total. */
const USED: Readonly<Record<string, (use: Use) => number | Bytes | null>> = {
  'Max cpu time': ({ cpuTime }) => cpuTime,
  'Max data size': ({ status }) => status?.vmData ?? null,
  'Max stack size': ({ status }) => status?.vmStk ?? null,
  'Max processes': ({ userThreads }) => userThreads,
  'Max open files': ({ openFiles }) => openFiles,
  'Max locked memory': ({ status }) => status?.vmLck ?? null,
  'Max address space': ({ status }) => status?.vmSize ?? null,
  'Max pending signals': ({ status }) => status?.sigQ?.queued ?? null,
}
