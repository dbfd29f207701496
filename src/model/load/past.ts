import { loadavg } from '../../parse/loadavg.ts'
import { cpuPressure, ioPressure, memoryPressure } from '../../parse/pressure.ts'
import { stat } from '../../parse/stat.ts'
import { isMissing, valueOf } from '../../source.ts'
import { model } from '../model.ts'

/** What was going on within the last minutes and is over, or nearly. */
export interface Burst {
  readonly what: 'load' | 'load15' | 'cpu' | 'memory' | 'io'
  /** Load: threads, of 5 minutes, or of 15. Others: share of the last 5 minutes somebody was stalled. */
  readonly was: number
  /** Load of 1 minute, or of 5; share of the last 10 s. */
  readonly now: number
}

export interface Past {
  /** CPUs online. */
  readonly cpus: number
  /** Threads that run, stand in line or wait for a disk at this moment, the reader left out. */
  readonly active: number
  /** Load of 1 minute. */
  readonly load: number
  readonly all: readonly Burst[]
}

/** The kernel's own averages are a ready history. Null: the load average could not be read. */
export const past = model({
  from: { loadavg, stat, cpu: cpuPressure, memory: memoryPressure, io: ioPressure },
  derive: (of): Past | null => {
    const average = valueOf(of.loadavg.after)
    if (!average) return null
    const stalls = (['cpu', 'memory', 'io'] as const).flatMap((what): readonly Burst[] => {
      const { after } = of[what]
      const some = isMissing(after) ? undefined : after.value.some
      return some ? [{ what, was: some.avg300, now: some.avg10 }] : []
    })
    const now = valueOf(of.stat.after)
    return {
      cpus: now?.cpus.length ?? 1,
      active: now ? Math.max(0, now.procsRunning - 1) + now.procsBlocked : 0,
      load: average.load1,
      all: [
        { what: 'load', was: average.load5, now: average.load1 },
        { what: 'load15', was: average.load15, now: average.load5 },
        ...stalls,
      ],
    }
  },
})
