import { closeSync } from 'node:fs'
import { getSystemErrorName } from 'node:util'
import { type Libc, libc } from './libc.ts'

/** The numbers are the same on every machine. Since Linux 5.3 and 5.6. */
const PIDFD_OPEN = 434
const PIDFD_GETFD = 438

const SOL_SOCKET = 1
const IPPROTO_TCP = 6
/** Level and number of each option. include/uapi/asm-generic/socket.h, include/uapi/linux/tcp.h */
const OPTIONS = {
  keepalive: [SOL_SOCKET, 9],
  keepidle: [IPPROTO_TCP, 4],
  keepintvl: [IPPROTO_TCP, 5],
  keepcnt: [IPPROTO_TCP, 6],
  user_timeout: [IPPROTO_TCP, 18],
} as const

/**
 * Options of a socket that another process holds, as lines `name value`: its descriptor is copied for the moment of the look, which
 * needs the right to trace that process. Throws with the `code` of the kernel's refusal. pidfd_getfd(2)
 */
export type SocketOptions = (pid: number, fd: number) => Buffer

/** Null where there is no koffi. */
export function socketOptions(): SocketOptions | null {
  const native = libc()
  if (!native) return null
  return (pid, fd) => {
    const process = checked(native, native.syscall(PIDFD_OPEN, pid, 0, 0, 0))
    try {
      const socket = checked(native, native.syscall(PIDFD_GETFD, process, fd, 0, 0))
      try {
        const lines = Object.entries(OPTIONS).map(
          ([name, [level, option]]) => `${name} ${optionOf(native, socket, level, option)}\n`,
        )
        return Buffer.from(lines.join(''))
      } finally {
        closeSync(socket)
      }
    } finally {
      closeSync(process)
    }
  }
}

function optionOf(native: Libc, socket: number, level: number, option: number): number {
  const value = new Int32Array(1)
  checked(native, native.getsockopt(socket, level, option, value, Uint32Array.of(4)))
  return value[0] as number
}

function checked(native: Libc, result: number): number {
  if (result >= 0) return result
  const code = getSystemErrorName(-native.errno())
  throw Object.assign(new Error(`pidfd: ${code}`), { code })
}
