import { ParseError, source } from '../source.ts'
import type { Counter, Share } from '../units.ts'

/** Share of the last 10, 60 and 300 s in which tasks were stalled, and the stalled time since boot. */
export interface Stall {
  readonly avg10: Share
  readonly avg60: Share
  readonly avg300: Share
  readonly total: Counter<'us'>
}

/** `some`: at least one task waits. `full`: every non-idle task waits at once. */
export interface Pressure {
  /** Absent in irq. */
  readonly some?: Stall
  /** Absent in cpu before Linux 5.13; there it is 0 and says nothing. */
  readonly full?: Stall
}

const LINE = /^(some|full) avg10=(\d+\.\d+) avg60=(\d+\.\d+) avg300=(\d+\.\d+) total=(\d+)$/

/**
 * /proc/pressure/{cpu,memory,io,irq} and a cgroup's *.pressure: `some avg10=74.61 avg60=55.02 avg300=17.73 total=60307619`.
 * The kernel's averages are percent of wall time, its total is microseconds.
 * Kernel: kernel/sched/psi.c psi_show; Documentation/accounting/psi.rst
 */
export function parsePressure(file: Buffer): Pressure {
  const pressure: { some?: Stall; full?: Stall } = {}
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    const match = LINE.exec(line)
    if (match === null) throw new ParseError('pressure', line)
    pressure[match[1] as 'some' | 'full'] = {
      avg10: Number(match[2]) / 100,
      avg60: Number(match[3]) / 100,
      avg300: Number(match[4]) / 100,
      total: Number(match[5]),
    }
  }
  if (pressure.some === undefined && pressure.full === undefined) throw new ParseError('pressure', '')
  return pressure
}

export const cpuPressure = source('/proc/pressure/cpu', parsePressure)
export const memoryPressure = source('/proc/pressure/memory', parsePressure)
export const ioPressure = source('/proc/pressure/io', parsePressure)
/** Linux 6.1 with CONFIG_IRQ_TIME_ACCOUNTING. */
export const irqPressure = source('/proc/pressure/irq', parsePressure)
