import { ParseError, source } from '../../source.ts'
import type { Counter } from '../../units.ts'

/** What the receive softirq of one CPU did; counters of 32 bits. */
export interface Softnet {
  /** Null: this kernel does not say it (before Linux 5.10), and the lines are those of the CPUs online, ascending. */
  readonly cpu: number | null
  /** Frames taken from queues, each interface it passes counted. */
  readonly processed: Counter<'packet'>
  /** Frames lost because the backlog was full: net.core.netdev_max_backlog. */
  readonly dropped: Counter<'packet'>
  /** Times the softirq ended with work left: its budget or its time was used up. */
  readonly squeezed: Counter<'time'>
  /** Times another CPU had it woken to take frames (RPS). */
  readonly rps: Counter<'time'>
  /** Frames lost to the limit for a single flow. */
  readonly flowLimited: Counter<'packet'>
  /** Frames in the backlog now. Absent before Linux 5.10. */
  readonly backlog?: number
}

/**
 * /proc/net/softnet_stat: a line of hexadecimal numbers for each CPU online,
 * `00006d8a 00000000 00000002 … 00000001`.
 * Kernel: net/core/net-procfs.c softnet_seq_show
 */
export function parseSoftnetStat(file: Buffer): readonly Softnet[] {
  const cpus: Softnet[] = []
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    if (!/^[\da-f]{8}( [\da-f]{8}){8,}$/.test(line)) throw new ParseError('softnet_stat', line)
    const [processed, dropped, squeezed, , , , , , , rps, flowLimited, backlog, cpu] = line
      .split(' ')
      .map((hex) => Number.parseInt(hex, 16))
    cpus.push({
      cpu: cpu ?? null,
      processed: processed as number,
      dropped: dropped as number,
      squeezed: squeezed as number,
      rps: rps ?? 0,
      flowLimited: flowLimited ?? 0,
      ...(cpu !== undefined && backlog !== undefined && { backlog }),
    })
  }
  return cpus
}

export const softnetStat = source('/proc/net/softnet_stat', parseSoftnetStat)
