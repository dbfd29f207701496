import { ParseError, source } from '../source.ts'

export interface Loadavg {
  readonly load1: number
  readonly load5: number
  readonly load15: number
  /** Runnable tasks now, as /proc/stat procs_running. */
  readonly runnable: number
  /** Threads in all, of the whole machine whatever the PID namespace. */
  readonly threads: number
  /** Of the reader's PID namespace. */
  readonly lastPid: number
}

const LINE = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) (\d+)\/(\d+) (\d+)\s*$/

/**
 * /proc/loadavg: `8.21 2.62 0.92 3/123 223`. Averages of threads in R or D (TASK_UNINTERRUPTIBLE without TASK_NOLOAD), taken every 5 s.
 * Kernel: fs/proc/loadavg.c; kernel/sched/loadavg.c
 */
export function parseLoadavg(file: Buffer): Loadavg {
  const line = file.toString('latin1', 0, 120)
  const match = LINE.exec(line)
  if (match === null) throw new ParseError('loadavg', line)
  const [load1, load5, load15, runnable, threads, lastPid] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { load1, load5, load15, runnable, threads, lastPid }
}

export const loadavg = source('/proc/loadavg', parseLoadavg)
