import { schedstat } from '../../parse/proc-schedstat.ts'
import { stat } from '../../parse/stat.ts'
import { seconds } from '../../rates.ts'
import { isMissing, type Missing, valueOf } from '../../source.ts'
import { model } from '../model.ts'
import { type CpuShares, cpuLoads, queueWaits } from './cpus.ts'

/** One CPU that is online: what it did, and how many threads waited for it. */
export interface PerCpu {
  readonly id: number
  readonly shares: CpuShares | null
  /** Threads in its run queue that waited, on average since the last sample. */
  readonly waiting: number | null
}

export interface PerCpuTable {
  readonly cpus: readonly PerCpu[]
  /** Why nothing is known of the run queues. */
  readonly noQueues: Missing | null
}

export const perCpu = model({
  from: { stat, schedstat },
  derive: ({ stat: ticks, schedstat: queues }): PerCpuTable => {
    const after = valueOf(ticks.after)
    const { after: now, before: was } = queues
    const old = was && !isMissing(was) ? was : null
    const waits = isMissing(now)
      ? new Map<number, number | null>()
      : queueWaits(old?.value.cpus ?? null, now.value.cpus, old ? seconds(old.at, now.at) : 0)
    return {
      cpus: after
        ? cpuLoads(valueOf(ticks.before)?.cpus ?? null, after.cpus).map((cpu) => ({
            ...cpu,
            waiting: waits.get(cpu.id) ?? null,
          }))
        : [],
      noQueues: isMissing(now) ? now : null,
    }
  },
})
