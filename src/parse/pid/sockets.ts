import { ParseError } from '../../source.ts'

/** The sockets that a process holds: descriptor and inode of each, in no order. One that was duplicated is there twice. */
export interface PidSockets {
  readonly fds: Int32Array
  readonly inodes: Float64Array
}

/** Most processes hold none: one for all of them, or those of 10,000 would be 5 MB. */
const NONE: PidSockets = { fds: new Int32Array(0), inodes: new Float64Array(0) }

/** Socket links of /proc/PID/fd, as the host gives them: `FD INODE`, a line each. */
export function parsePidSockets(lines: Buffer): PidSockets {
  if (lines.length === 0) return NONE
  const fds: number[] = []
  const inodes: number[] = []
  let value = 0
  let digits = 0
  for (const byte of lines) {
    if (byte >= 0x30 && byte <= 0x39 && ++digits <= 15) {
      value = value * 10 + (byte - 0x30)
      continue
    }
    const inLine = inodes.length < fds.length
    if (digits === 0 || byte !== (inLine ? 0x0a : 0x20)) throw new ParseError('pid sockets', lines.toString('latin1'))
    ;(inLine ? inodes : fds).push(value)
    value = 0
    digits = 0
  }
  if (digits > 0 || inodes.length < fds.length) throw new ParseError('pid sockets', lines.toString('latin1'))
  return { fds: Int32Array.from(fds), inodes: Float64Array.from(inodes) }
}
