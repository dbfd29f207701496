import { meminfo } from '../parse/meminfo.ts'
import { stat } from '../parse/stat.ts'
import { parseWord } from '../parse/sys/kernel.ts'
import { uptime } from '../parse/uptime.ts'
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
}

export const machine = model({
  from: { release, uptime, stat, meminfo },
  derive: (of, _facts, samples): Machine => ({
    release: valueOf(of.release.after),
    uptime: valueOf(of.uptime.after)?.uptime ?? null,
    bootTime: valueOf(of.stat.after)?.btime ?? null,
    cpus: valueOf(of.stat.after)?.cpus.length ?? null,
    memTotal: valueOf(of.meminfo.after)?.memTotal ?? null,
    refused: samples.after.processes?.refused ?? 0,
  }),
})
