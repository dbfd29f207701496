import { ParseError } from '../../source.ts'
import type { Counter } from '../../units.ts'

export interface PidSchedstat {
  /** Time on a CPU. */
  readonly run: Counter<'ns'>
  /** Time runnable, but waiting in a run queue. */
  readonly wait: Counter<'ns'>
  /** Times it was given a CPU. */
  readonly slices: Counter<'slice'>
}

const LINE = /^(\d+) (\d+) (\d+)\s*$/

/**
 * /proc/PID/schedstat, /proc/PID/task/TID/schedstat: `71811028 855612 144`, ns, ns and a count. That of a process is of its leader
 * thread only. `0 0 0` where sched_info is off.
 * Kernel: fs/proc/base.c proc_pid_schedstat; Documentation/scheduler/sched-stats.rst
 */
export function parsePidSchedstat(file: Buffer): PidSchedstat {
  const line = file.toString('latin1', 0, 120)
  const match = LINE.exec(line)
  if (match === null) throw new ParseError('pid schedstat', line)
  return { run: Number(match[1]), wait: Number(match[2]), slices: Number(match[3]) }
}
