import { ParseError } from '../../source.ts'
import type { Seconds } from '../../units.ts'

export interface CpuMax {
  /** CPU time it may use per period; Infinity: no limit. Divided by `period`: CPUs. */
  readonly quota: Seconds
  readonly period: Seconds
}

/**
 * cpu.max of a v2 cgroup: `150000 100000` or `max 100000`, microseconds. The root group has none.
 * Kernel: kernel/sched/core.c cpu_max_show; Documentation/admin-guide/cgroup-v2.rst
 */
export function parseCpuMax(file: Buffer): CpuMax {
  const line = file.toString('latin1', 0, 120)
  const match = /^(max|\d+) ([1-9]\d*)\s*$/.exec(line)
  if (match === null) throw new ParseError('cpu.max', line)
  const quota = match[1] === 'max' ? Number.POSITIVE_INFINITY : Number(match[1]) / 1e6
  return { quota, period: Number(match[2]) / 1e6 }
}
