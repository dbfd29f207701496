import { closeSync } from 'node:fs'
import { libc } from './libc.ts'

/** A process that cannot become another one: its pid may, this may not. */
export interface ProcessFd {
  /** 0, or an errno. */
  send(signal: number): number
  close(): void
}

/** The numbers are the same on every machine. Since Linux 5.3 and 5.1. */
const PIDFD_OPEN = 434
const PIDFD_SEND_SIGNAL = 424
const ENOSYS = 38

/** The process, or its errno where it cannot be opened; null where there are no pidfds: no koffi, a kernel before 5.3. */
export function openProcess(pid: number): ProcessFd | number | null {
  const native = libc()
  if (!native) return null
  const fd = native.syscall(PIDFD_OPEN, pid, 0, 0, 0)
  if (fd < 0) return native.errno() === ENOSYS ? null : native.errno()
  return {
    send: (signal) => (native.syscall(PIDFD_SEND_SIGNAL, fd, signal, 0, 0) === 0 ? 0 : native.errno()),
    close: () => closeSync(fd),
  }
}
