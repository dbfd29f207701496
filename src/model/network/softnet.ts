import { softnetStat } from '../../parse/net/softnet-stat.ts'
import { stat } from '../../parse/stat.ts'
import { rate32 } from '../../rates.ts'
import { valueOf } from '../../source.ts'
import type { Rate } from '../../units.ts'
import { model } from '../model.ts'
import { MOST, stamps } from './cpus.ts'

/** Receive work of one CPU; of the whole machine, whatever the network namespace. */
export interface Softnet {
  readonly cpu: number
  readonly processed: Rate<'packet'>
  /** The backlog was full. Those of a single flow that had too many there are not among them. */
  readonly dropped: Rate<'packet'>
  /** Lost to the limit for a single flow (RPS): net.core.flow_limit_cpu_bitmap asks for it. */
  readonly flowLimited: Rate<'packet'>
  /** Times the softirq ended with work left. */
  readonly squeezed: Rate<'time'>
}

/** Null: not known yet. Kernel: net/core/dev.c enqueue_to_backlog, which counts what a flow's limit drops in both */
export const receiveWork = model({
  from: { softnetStat, stat },
  derive: (of): readonly Softnet[] | null => {
    const both = stamps(of.softnetStat)
    if (!both) return null
    const online = valueOf(of.stat.after)?.cpus.map(({ id }) => id) ?? []
    const earlier = new Map(both.was.map((row, i) => [row.cpu ?? online[i] ?? i, row]))
    return both.now.flatMap((row, i): readonly Softnet[] => {
      const cpu = row.cpu ?? online[i] ?? i
      const was = earlier.get(cpu)
      const grown = (counter: 'processed' | 'dropped' | 'squeezed' | 'flowLimited'): number | null =>
        rate32(was?.[counter], row[counter], both.dt, MOST)
      const [processed, dropped, squeezed, flowLimited] = [
        grown('processed'),
        grown('dropped'),
        grown('squeezed'),
        grown('flowLimited'),
      ]
      if (processed === null || dropped === null || squeezed === null || flowLimited === null) return []
      return [{ cpu, processed, squeezed, flowLimited, dropped: Math.max(0, dropped - flowLimited) }]
    })
  },
})
