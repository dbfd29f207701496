import { libc } from './libc.ts'

/** Of a pipe: its reader has gone. Of a socket: its other end has. poll(2) */
const POLLERR = 0x08
const POLLHUP = 0x10

/**
 * Whether nobody can read what is written there any more, which is else not told before something is: `whytop watch | head -1` where
 * nothing changes for days. Without koffi it is not known: false.
 */
export function isUnread(fd: number): boolean {
  // struct pollfd: what is asked for in the lower half of the second number, what is answered in the upper.
  const asked = Int32Array.of(fd, 0)
  const found = libc()?.poll(asked, 1, 0) ?? 0
  return found > 0 && (((asked[1] as number) >> 16) & (POLLERR | POLLHUP)) !== 0
}
