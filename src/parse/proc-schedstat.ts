import { ParseError, source } from '../source.ts'
import type { Counter } from '../units.ts'

export interface CpuSchedstat {
  readonly id: number
  /** Time tasks ran on it. */
  readonly run: Counter<'ns'>
  /** Time tasks waited in its run queue, summed over them. */
  readonly wait: Counter<'ns'>
  readonly slices: Counter<'slice'>
}

export interface Schedstat {
  readonly version: number
  readonly cpus: readonly CpuSchedstat[]
}

/**
 * /proc/schedstat: `cpu0 0 0 0 0 0 0 76746570943 367219406 3390` below `version 15`; fields 7, 8, 9 are what is read. Versions
 * 15 to 17 differ in their domain lines only. The file needs CONFIG_SCHEDSTATS; the three fields count even while
 * kernel.sched_schedstats is 0.
 * Kernel: kernel/sched/stats.c show_schedstat; Documentation/scheduler/sched-stats.rst
 */
export function parseSchedstat(file: Buffer): Schedstat {
  const lines = file.toString('latin1').split('\n')
  const version = Number(/^version (\d{1,4})$/.exec(lines[0] ?? '')?.[1])
  if (!(version >= 15 && version <= 17)) throw new ParseError('schedstat of unknown version', lines[0] ?? '')
  const cpus: CpuSchedstat[] = []
  for (const line of lines) {
    if (!line.startsWith('cpu')) continue
    const match = /^cpu(\d{1,6})(?: \d+){6} (\d+) (\d+) (\d+)( |$)/.exec(line)
    if (match === null) throw new ParseError('schedstat', line)
    const [, id, run, wait, slices] = match
    cpus.push({ id: Number(id), run: Number(run), wait: Number(wait), slices: Number(slices) })
  }
  return { version, cpus }
}

export const schedstat = source('/proc/schedstat', parseSchedstat)
