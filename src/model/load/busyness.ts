import type { Cpu } from '../../parse/stat.ts'
import type { Share } from '../../units.ts'

/** How busy CPUs were between two looks, as CpuShares says it: all but idle and iowait. */
export interface Busyness {
  /** Of the CPUs in both looks together. */
  readonly busy: Share
  readonly iowait: Share
  /** Of the busiest of them. */
  readonly busiest: Share
}

/** No more than that, for who asks at every sample. Null: no CPU ticked. /proc/stat; Kernel: fs/proc/stat.c show_stat */
export function busyness(before: readonly Cpu[], after: readonly Cpu[]): Busyness | null {
  let [all, used, waited, busiest] = [0, 0, 0, 0]
  let at = 0
  // Both are in order of their ids, which have gaps.
  for (let i = 0; i < after.length; i++) {
    const now = after[i] as Cpu
    while (at < before.length && (before[at] as Cpu).id < now.id) at++
    const was = before[at]
    if (was?.id !== now.id) continue
    const busy = busyTicks(now) - busyTicks(was)
    // These two may step back by a little (Documentation/filesystems/proc.rst): they stood still then.
    const idle = Math.max(0, now.idle - was.idle)
    const iowait = Math.max(0, now.iowait - was.iowait)
    // Counters that began anew say nothing.
    if (busy < 0 || busy + idle + iowait === 0) continue
    all += busy + idle + iowait
    used += busy
    waited += iowait
    busiest = Math.max(busiest, busy / (busy + idle + iowait))
  }
  return all === 0 ? null : { busy: used / all, iowait: waited / all, busiest }
}

/** Guest time is in user and nice already. */
function busyTicks({ user, nice, system, irq, softirq, steal }: Cpu): number {
  return user + nice + system + irq + softirq + steal
}
