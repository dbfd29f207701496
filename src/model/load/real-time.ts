import type { PidStat } from '../../parse/pid/stat.ts'
import type { Process } from '../../sample/process.ts'
import type { Snapshot } from '../snapshot.ts'
import { threadCpus } from '../tasks.ts'

/** A thread of a real-time class: it has its CPU as long as it wants. */
export interface RealTime {
  readonly process: Process
  readonly tid: number
  readonly stat: PidStat
  readonly cpus: number
}

const SCHED_FIFO = 1
const SCHED_RR = 2
const SCHED_DEADLINE = 6
/** The kernel's own, one a CPU: they do what others ask for, and stop. */
const BY_DESIGN = /^(migration|idle_inject|watchdog|cpuhp|ksoftirqd)\//

/** Those that use `least` of a CPU, the busiest first. Of a process whose threads were not looked at its leader's class counts. */
export function realTime(snapshot: Snapshot, least: number): readonly RealTime[] {
  const { rows, cpus } = snapshot.tasks
  const { after, before } = snapshot.samples
  const found: RealTime[] = []
  rows.forEach((process, row) => {
    const used = cpus[row] as number
    if (!(used >= least) || BY_DESIGN.test(process.stat.comm)) return
    const threads = after.processes?.threads.get(process.pid) ?? []
    if (threads.length === 0) {
      if (isRealTime(process.stat)) found.push({ process, tid: process.pid, stat: process.stat, cpus: used })
      return
    }
    const earlier = new Map(before?.processes?.threads.get(process.pid)?.map((thread) => [thread.tid, thread]))
    for (const thread of threads) {
      const was = earlier.get(thread.tid)
      const own = was ? threadCpus(was, thread) : Number.NaN
      if (own >= least && isRealTime(thread.stat))
        found.push({ process, tid: thread.tid, stat: thread.stat, cpus: own })
    }
  })
  return found.sort((a, b) => b.cpus - a.cpus)
}

function isRealTime({ policy }: PidStat): boolean {
  return policy === SCHED_FIFO || policy === SCHED_RR || policy === SCHED_DEADLINE
}
