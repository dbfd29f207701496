import type { Nanos } from '../units.ts'
import { libc } from './libc.ts'

/**
 * CPU time of a whole process in ns by its CPU clock: no file, no permission, 0.4 µs. NaN: there is no such process.
 * The id is that of clock_getcpuclockid(3): (~pid << 3) | CPUCLOCK_SCHED. Kernel: kernel/time/posix-cpu-timers.c
 */
export type CpuClock = (pid: number) => Nanos

/** Null where there is no koffi: then every process is read at every tick. */
export function cpuClock(): CpuClock | null {
  const native = libc()
  if (!native) return null
  const out = new Int32Array(4)
  return (pid) =>
    native.clockGettime((~pid << 3) | 2, out) === 0 ? (out[0] as number) * 1e9 + (out[2] as number) : Number.NaN
}

const CLOCK_THREAD_CPUTIME_ID = 3

/**
 * CPU time of the calling thread, ms: a program that others keep from running has not spent its budget. Without koffi the time of day
 * has to serve. clock_gettime(2)
 */
export function threadTime(): () => number {
  const native = libc()
  if (!native) return () => performance.now()
  const out = new Int32Array(4)
  return () => {
    native.clockGettime(CLOCK_THREAD_CPUTIME_ID, out)
    return (out[0] as number) * 1e3 + (out[2] as number) / 1e6
  }
}
