import { ParseError, source } from '../source.ts'
import type { Seconds } from '../units.ts'

export interface Uptime {
  /** CLOCK_BOOTTIME: goes on in suspend, which the monotonic clock does not. */
  readonly uptime: Seconds
  /** Summed over all CPUs. */
  readonly idle: Seconds
}

const LINE = /^(\d+\.\d+) (\d+\.\d+)\s*$/

/**
 * /proc/uptime: `85.29 23.81`, seconds since boot.
 * Kernel: fs/proc/uptime.c
 */
export function parseUptime(file: Buffer): Uptime {
  const line = file.toString('latin1', 0, 120)
  const match = LINE.exec(line)
  if (match === null) throw new ParseError('uptime', line)
  return { uptime: Number(match[1]), idle: Number(match[2]) }
}

export const uptime = source('/proc/uptime', parseUptime)
