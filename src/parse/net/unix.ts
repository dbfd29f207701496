import { ParseError, source } from '../../source.ts'

export interface UnixSocket {
  readonly inode: number
  /** In the names of ss(8). */
  readonly type: 'stream' | 'dgram' | 'seqpacket' | 'other'
  readonly state: 'UNCONN' | 'SYN-SENT' | 'ESTAB' | 'CLOSING' | 'LISTEN'
  /** Null: not bound. Raw; `@` at its start and for every NUL in it means abstract. */
  readonly path: string | null
}

const TYPES = new Map([
  ['0001', 'stream'],
  ['0002', 'dgram'],
  ['0005', 'seqpacket'],
] as const)
// include/uapi/linux/net.h socket_state, from 1
const STATES = ['UNCONN', 'SYN-SENT', 'ESTAB', 'CLOSING'] as const
const ACCEPTS = 1 << 16 // __SO_ACCEPTCON
const ROW = /^[0-9a-f]{8,16}: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{4}) ([0-9A-F]{2}) +(\d+)(?: (.*))?$/

/**
 * /proc/net/unix: `00000000c2e6d72f: 00000003 00000000 00010000 0001 01  1142 /run/dbus/system_bus_socket` below a heading.
 * The kernel writes paths as they are: a line that is no row goes on with the path before it.
 * Kernel: net/unix/af_unix.c unix_seq_show
 */
export function parseUnix(file: Buffer): readonly UnixSocket[] {
  const [heading = '', ...lines] = file.toString().split('\n')
  if (!heading.startsWith('Num')) throw new ParseError('unix', heading)
  if (lines.at(-1) === '') lines.pop()
  const sockets: { -readonly [K in keyof UnixSocket]: UnixSocket[K] }[] = []
  for (const line of lines) {
    const row = ROW.exec(line)
    const last = sockets.at(-1)
    if (row !== null) sockets.push(socketOf(row, line))
    else if (last?.path != null) last.path += `\n${line}`
    else throw new ParseError('unix', line)
  }
  return sockets
}

export const unix = source('/proc/net/unix', parseUnix)

function socketOf(row: RegExpExecArray, line: string): UnixSocket {
  const [, flags = '', type, code = '', inode, path] = row
  const state = STATES[Number.parseInt(code, 16) - 1]
  if (state === undefined) throw new ParseError('unix', line)
  return {
    inode: Number(inode),
    type: (TYPES as ReadonlyMap<string | undefined, UnixSocket['type']>).get(type) ?? 'other',
    state: (Number.parseInt(flags, 16) & ACCEPTS) !== 0 ? 'LISTEN' : state,
    path: path ?? null,
  }
}
