import type { PidStat } from '../../parse/pid/stat.ts'
import type { Process } from '../../sample/process.ts'
import type { Snapshot } from '../snapshot.ts'
import { threadCpus } from '../tasks.ts'

/** The thread that uses most of a CPU. */
export interface BusiestThread {
  readonly process: Process
  readonly tid: number
  readonly stat: PidStat
  readonly cpus: number
  /** What the other threads of its process use together. */
  readonly others: number
}

/** Null: nobody uses `least` of a CPU, or it is not known which of its threads do. */
export function busiestThread(snapshot: Snapshot, least: number): BusiestThread | null {
  const { rows, cpus } = snapshot.tasks
  const { after, before } = snapshot.samples
  let best: BusiestThread | null = null
  for (let row = 0; row < cpus.length; row++) {
    const used = cpus[row] as number
    if (!(used >= least) || used <= (best?.cpus ?? 0)) continue
    const process = rows[row] as Process
    if (process.stat.threads === 1) {
      best = { process, tid: process.pid, stat: process.stat, cpus: used, others: 0 }
      continue
    }
    const earlier = new Map(before?.processes?.threads.get(process.pid)?.map((thread) => [thread.tid, thread]))
    for (const thread of after.processes?.threads.get(process.pid) ?? []) {
      const was = earlier.get(thread.tid)
      const own = was ? threadCpus(was, thread) : Number.NaN
      if (own >= least && own > (best?.cpus ?? 0))
        best = { process, tid: thread.tid, stat: thread.stat, cpus: own, others: Math.max(0, used - own) }
    }
  }
  return best
}

/** Whether any process uses so much; null: not known. */
export function anyBusy(snapshot: Snapshot, least: number): boolean | null {
  const { cpus, dt } = snapshot.tasks
  if (!(dt > 0)) return null
  return cpus.some((used) => used >= least)
}
