import { PF_KTHREAD } from '../../parse/pid/stat.ts'
import type { Share, Ticks } from '../../units.ts'
import type { TaskTable } from '../tasks.ts'

/** A kernel thread that gets memory back: kswapd of a node, or one that makes large blocks. */
export interface MemoryThread {
  readonly pid: number
  readonly starttime: Ticks
  readonly comm: string
  /** 1 is one CPU. Null: not known yet. */
  readonly cpu: Share | null
}

const NAMES = /^(?:kswapd|kcompactd)\d+$|^(?:khugepaged|oom_reaper|ksmd)$/

/** As far as kernel threads are in sight: in a PID namespace of its own they are not. */
export function memoryThreads(tasks: TaskTable): readonly MemoryThread[] {
  return tasks.rows.flatMap(({ pid, stat }, row) => {
    if ((stat.flags & PF_KTHREAD) === 0 || !NAMES.test(stat.comm)) return []
    const cpu = tasks.cpus[row]
    const known = cpu !== undefined && !Number.isNaN(cpu)
    return [{ pid, starttime: stat.starttime, comm: stat.comm, cpu: known ? cpu : null }]
  })
}

/** All kswapd threads together. Null: there is none in sight. */
export function kswapdCpu(threads: readonly MemoryThread[]): Share | null {
  const own = threads.filter(({ comm, cpu }) => comm.startsWith('kswapd') && cpu !== null)
  return own.length === 0 ? null : own.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0)
}
