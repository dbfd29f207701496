import { loadavg } from '../parse/loadavg.ts'
import { meminfo } from '../parse/meminfo.ts'
import { stat } from '../parse/stat.ts'
import { parseWord } from '../parse/sys/kernel.ts'
import { uptime } from '../parse/uptime.ts'
import type { Processes } from '../sample/process.ts'
import { source, valueOf } from '../source.ts'
import type { Bytes, Seconds } from '../units.ts'
import { model } from './model.ts'

const release = source('/proc/sys/kernel/osrelease', parseWord, 3600)

/** What every pane needs to know of the machine. Null: could not be read. */
export interface Machine {
  /** Raw. */
  readonly release: string | null
  /** Since boot, suspended time too (CLOCK_BOOTTIME). */
  readonly uptime: Seconds | null
  /** Seconds since the epoch; of the last boot. */
  readonly bootTime: Seconds | null
  /** CPUs online now. */
  readonly cpus: number | null
  readonly memTotal: Bytes | null
  /** Processes that are listed and may not be read. */
  readonly refused: number
  /** Threads that the load average counts and /proc does not list: of others under hidepid, or outside of this PID namespace. */
  readonly hidden: number
}

/** A machine has dozens of kernel threads: what is less came or went between two looks. */
const LEAST_HIDDEN = 20

export const machine = model({
  from: { release, uptime, stat, meminfo, loadavg },
  derive: (of, _facts, samples): Machine => ({
    release: valueOf(of.release.after),
    uptime: valueOf(of.uptime.after)?.uptime ?? null,
    bootTime: valueOf(of.stat.after)?.btime ?? null,
    cpus: valueOf(of.stat.after)?.cpus.length ?? null,
    memTotal: valueOf(of.meminfo.after)?.memTotal ?? null,
    refused: samples.after.processes?.refused ?? 0,
    hidden: hiddenThreads(samples.after.processes, valueOf(of.loadavg.after)?.threads ?? 0),
  }),
})

/** Who sees kernel threads, which are root's and of the first PID namespace, sees all. Kernel: fs/proc/base.c has_pid_permissions */
function hiddenThreads(processes: Processes | null, total: number): number {
  if (!processes || processes.tally.kernelThreads > 0) return 0
  const hidden = total - processes.tally.threads
  return hidden >= LEAST_HIDDEN ? hidden : 0
}
