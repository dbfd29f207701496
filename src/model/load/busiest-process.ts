import { seconds } from '../../rates.ts'
import type { Processes } from '../../sample/process.ts'

/** CPU clocks of all processes at one probe, without their records. */
export type ProcessClocks = Pick<Processes, 'at' | 'pids' | 'cpu'>

/**
 * CPUs that were used between two probes by the process that used most, wherever its threads ran (1: one CPU all the time). Null: no
 * process was there at both. A pid that was given to another process meanwhile may count as the same. Kernel:
 * kernel/time/posix-cpu-timers.c, CPUCLOCK_SCHED of a whole process
 */
export function busiestProcess(before: ProcessClocks, after: ProcessClocks): number | null {
  const ns = seconds(before.at, after.at) * 1e9
  if (!(ns > 0)) return null
  let most = -1
  // Both are in order of their pids.
  for (let i = 0, k = 0; i < after.pids.length; i++) {
    const pid = after.pids[i] as number
    while (k < before.pids.length && (before.pids[k] as number) < pid) k++
    if (before.pids[k] !== pid) continue
    const grown = (after.cpu[i] as number) - (before.cpu[k] as number)
    // NaN, where one of them is not known, is larger than nothing.
    if (grown > most) most = grown
  }
  return most < 0 ? null : most / ns
}
