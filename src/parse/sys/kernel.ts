import { source } from '../../source.ts'
import { parseNumber } from '../number.ts'

// Documentation/admin-guide/sysctl/kernel.rst

/** Of the reader's UTS namespace. Raw. */
export const hostname = source('/proc/sys/kernel/hostname', parseWord)
/** As uname -r. */
export const osrelease = source('/proc/sys/kernel/osrelease', parseWord)
/** Pids are below it, and used again from the start. */
export const pidMax = source('/proc/sys/kernel/pid_max', parseNumber)
/** Bits: 1 pages and tasks are moved together, 2 hot pages come up from slow memory. 0: off. */
export const numaBalancing = source('/proc/sys/kernel/numa_balancing', parseNumber)
/** Who may trace: 0 whoever the kernel lets, 1 parents, 2 root, 3 nobody. Documentation/admin-guide/LSM/Yama.rst */
export const ptraceScope = source('/proc/sys/kernel/yama/ptrace_scope', parseNumber)
/** 1: the kernel counts how long tasks wait for disks. Since 5.14, off unless it is asked for; older kernels always count. */
export const taskDelayacct = source('/proc/sys/kernel/task_delayacct', parseNumber)
export const threadsMax = source('/proc/sys/kernel/threads-max', parseNumber)

/** A file of one line: comm, hostname, current_clocksource. Only the newline the kernel adds is taken off. */
export function parseWord(file: Buffer): string {
  const text = file.toString()
  return text.endsWith('\n') ? text.slice(0, -1) : text
}
