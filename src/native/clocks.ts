import { monotonic } from '../monotonic.ts'
import type { Nanos } from '../units.ts'
import { type Libc, libc } from './libc.ts'

/**
 * CPU time of a whole process in ns by its CPU clock: no file, no permission, 0.4 µs. NaN: there is no such process.
 * The id is that of clock_getcpuclockid(3): (~pid << 3) | CPUCLOCK_SCHED. Kernel: kernel/time/posix-cpu-timers.c
 */
export type CpuClock = (pid: number) => Nanos

/**
 * Null where there is no koffi, or a sandbox refuses the clocks of processes, by which all of them would be gone: then every process is
 * read at every tick.
 */
export function cpuClock(native: Pick<Libc, 'clockGettime'> | null = libc()): CpuClock | null {
  if (!native) return null
  const out = new Int32Array(4)
  const clock = (pid: number) =>
    native.clockGettime((~pid << 3) | 2, out) === 0 ? (out[0] as number) * 1e9 + (out[2] as number) : Number.NaN
  return Number.isNaN(clock(process.pid)) ? null : clock
}

const CLOCK_THREAD_CPUTIME_ID = 3

/**
 * CPU time of the calling thread, ms: a program that others keep from running has not spent its budget. Without koffi the time of day
 * has to serve. clock_gettime(2)
 */
export function threadTime(): () => number {
  const native = libc()
  if (!native) return monotonic
  const out = new Int32Array(4)
  return () => {
    native.clockGettime(CLOCK_THREAD_CPUTIME_ID, out)
    return (out[0] as number) * 1e3 + (out[2] as number) / 1e6
  }
}
