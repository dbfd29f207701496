import { detailFold, rowOfSocket, type SocketDetail } from '../../parse/net/socket-detail.ts'
import { parseSocketOptions, type SocketOptions } from '../../parse/net/socket-options.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import type { OptionsAsked, SocketAsked, SocketId, Source } from '../../source.ts'

/** What tells a row from all others, also between samples: short where the kernel gives sockets a number (cookie). */
export function socketKey(table: SocketTable, row: number): string {
  const { family, localPort, remotePort, ifindex, cookie, inode, local, remote } = table
  const words = (of: Uint32Array) =>
    Array.from(of.subarray(row * 4, row * 4 + 4), (word) => word.toString(16)).join(':')
  const numbers = [family, localPort, remotePort, ifindex, cookie, inode].map((column) => column[row])
  return [...numbers, words(local), words(remote)].join('.')
}

/** Null: it is no such key (`about` of a place may be anything). */
export function socketId(key: string): SocketId | null {
  const parts = key.split('.')
  const [family, localPort, remotePort, ifindex, cookie, inode] = parts.slice(0, 6).map(Number)
  const [local, remote] = parts.slice(6).map((words) => words.split(':').map((word) => Number.parseInt(word, 16)))
  const whole = [family, localPort, remotePort, ifindex, cookie, inode, ...(local ?? []), ...(remote ?? [])]
  if (whole.length !== 14 || !whole.every(Number.isSafeInteger)) return null
  const [lport, rport] = [localPort as number, remotePort as number]
  return {
    family: family === 6 ? 6 : 4,
    localPort: lport & 0xffff,
    remotePort: rport & 0xffff,
    ifindex: ifindex as number,
    cookie: cookie as number,
    inode: inode as number,
    local: local as number[],
    remote: remote as number[],
  }
}

/** −1: it is not among them. */
export function rowOfKey(table: SocketTable, key: string): number {
  const id = socketId(key)
  return id ? rowOfSocket(table, id) : -1
}

/** One socket with all that is told of it, of the namespace of this process or (null) of our own. */
export function detailSource(socket: SocketId, key: string, pid: number | null): Source<SocketDetail> {
  const request: SocketAsked = { ask: 'socket', socket, pid }
  return {
    path: `${pid === null ? '' : `/proc/${pid}/net/`}tcp socket ${key}`,
    every: 0,
    parse: (piece) => {
      const fold = detailFold(request)
      fold.add(piece)
      return fold.end()
    },
    dump: { request, begin: () => detailFold(request) },
  }
}

/** Programs set them when they connect: seldom looked at. */
const SELDOM = 10

/** Options of the socket that a process holds as this descriptor; Missing where it may not be copied. */
export function optionsSource(pid: number, fd: number): Source<SocketOptions> {
  const request: OptionsAsked = { ask: 'options', pid, fd }
  return {
    path: `/proc/${pid}/fd/${fd} (its socket options)`,
    every: SELDOM,
    parse: parseSocketOptions,
    dump: {
      request,
      begin: () => {
        let lines = Buffer.alloc(0)
        return {
          add: (piece) => {
            lines = Buffer.concat([lines, piece])
          },
          end: () => parseSocketOptions(lines),
        }
      },
    },
  }
}
