import type { Seconds } from '../../units.ts'
import type { KernelLog } from './log.ts'

/** Who was killed for want of memory. */
export interface Kill {
  /** Since boot. */
  readonly at: Seconds
  readonly pid: number
  /** Raw. */
  readonly comm: string
  /** Where memory was short: the machine (NONE), a cgroup, the nodes that it may use. */
  readonly constraint: string
  /** The cgroup that was at its limit, and the one that the victim was in. Raw. */
  readonly limitOf: string | null
  readonly cgroup: string | null
}

/** The name may hold a comma, so it is taken from both ends. */
const KILL =
  /^oom-kill:constraint=CONSTRAINT_(\w+),.*?(?:,oom_memcg=(.*?))?(?:,global_oom)?,task_memcg=(.*?),task=(.*),pid=(\d+),uid=\d+$/

/** Kills that the log tells of, newest last. Since Linux 4.19. Kernel: mm/oom_kill.c dump_oom_victim */
export function kills({ entries }: KernelLog): readonly Kill[] {
  return entries.flatMap(({ at, text }): readonly Kill[] => {
    const match = text.startsWith('oom-kill:') ? KILL.exec(text) : null
    if (!match) return []
    const [, constraint = '', limitOf, cgroup, comm = '', pid] = match
    return [{ at, pid: Number(pid), comm, constraint, limitOf: limitOf ?? null, cgroup: cgroup ?? null }]
  })
}
