import { type Fold, ParseError, type SocketAsked, type SocketId } from '../../source.ts'
import type { Bytes, Counter } from '../../units.ts'
import { numberOf } from './netlink.ts'
import { attributesOf, sockDiagFold } from './sock-diag.ts'
import type { SocketTable } from './socket-table.ts'
import { isFile, tcpFold } from './tcp.ts'
import { infoValues } from './tcp-info.ts'
import { ALL_STATES } from './tcp-state.ts'

/** One socket with all that is told of it. */
export interface SocketDetail {
  /** A table of one row; of none: it is closed. */
  readonly table: SocketTable
  /** tcp_info by name of its field; null: from /proc, or a state that has none (TIME-WAIT, SYN-RECV). */
  readonly info: ReadonlyMap<string, number> | null
  readonly memory: SocketMemory | null
  /** Name of the congestion control. */
  readonly congestion: string | null
}

/** INET_DIAG_SKMEMINFO: what its buffers hold, sizes with the kernel's own overhead. Kernel: net/core/sock.c sk_get_meminfo */
export interface SocketMemory {
  readonly received: Bytes
  readonly receiveBuffer: Bytes
  readonly sent: Bytes
  readonly sendBuffer: Bytes
  readonly queued: Bytes
  readonly backlog: Bytes
  /** Absent before Linux 4.7. */
  readonly drops?: Counter<'packet'>
}

const INFO = 2
const CONGESTION = 4
const SKMEMINFO = 7
/** u32: rmem_alloc rcvbuf wmem_alloc sndbuf fwd_alloc wmem_queued optmem backlog drops. */
const LEAST_MEMORY = 8 * 4

/** From its message of sock_diag, or out of all lines of /proc/net/tcp and tcp6. */
export function detailFold({ socket }: SocketAsked): Fold<SocketDetail> {
  let table: Fold<SocketTable> | null = null
  let isText = false
  const attributes = new Map<number, Buffer>()
  return {
    add: (piece) => {
      // Only the first piece of a file begins with its heading.
      isText ||= table === null && isFile(piece)
      table ??= isText ? tcpFold(ALL_STATES) : sockDiagFold(false)
      if (!isText) {
        for (const [type, value] of attributesOf(piece)) attributes.set(type, Buffer.from(value))
      }
      table.add(piece)
    },
    end: () => {
      const all = (table ?? sockDiagFold(false)).end()
      const info = attributes.get(INFO)
      const memory = attributes.get(SKMEMINFO)
      return {
        table: all.from === 'proc' ? onlyRow(all, socket) : all,
        info: info ? infoValues(info) : null,
        memory: memory ? memoryOf(memory) : null,
        congestion: attributes.get(CONGESTION)?.toString('latin1').replace(/\0.*$/s, '') ?? null,
      }
    },
  }
}

function memoryOf(value: Buffer): SocketMemory {
  if (value.length < LEAST_MEMORY) throw new ParseError('socket memory', value.toString('hex'))
  const words = new Uint32Array(value.length >> 2)
  for (let i = 0; i < words.length; i++) words[i] = numberOf(value.subarray(i * 4, i * 4 + 4)) ?? 0
  const at = (i: number) => words[i] as number
  return {
    received: at(0),
    receiveBuffer: at(1),
    sent: at(2),
    sendBuffer: at(3),
    queued: at(5),
    backlog: at(7),
    ...(words.length > 8 && { drops: at(8) }),
  }
}

/** Which row of a table this is; −1: it is not in it. */
export function rowOfSocket(table: SocketTable, id: SocketId): number {
  const { count, cookie, localPort, remotePort, inode, local, remote } = table
  for (let row = 0; row < count; row++) {
    if (id.cookie > 0 && table.from === 'sock_diag') {
      if (cookie[row] === id.cookie) return row
    } else if (
      localPort[row] === id.localPort &&
      remotePort[row] === id.remotePort &&
      // Without a program it is still the same connection.
      (inode[row] === id.inode || inode[row] === 0 || id.inode === 0) &&
      id.local.every((word, i) => local[row * 4 + i] === word) &&
      id.remote.every((word, i) => remote[row * 4 + i] === word)
    )
      return row
  }
  return -1
}

/** The row alone, as a table of one. */
function onlyRow(table: SocketTable, id: SocketId): SocketTable {
  const row = rowOfSocket(table, id)
  const cut = <C extends { subarray(from: number, to: number): C }>(column: C, each = 1): C =>
    row < 0 ? column.subarray(0, 0) : column.subarray(row * each, (row + 1) * each)
  return {
    count: row < 0 ? 0 : 1,
    from: table.from,
    state: cut(table.state),
    family: cut(table.family),
    local: cut(table.local, 4),
    remote: cut(table.remote, 4),
    localPort: cut(table.localPort),
    remotePort: cut(table.remotePort),
    rqueue: cut(table.rqueue),
    wqueue: cut(table.wqueue),
    timer: cut(table.timer),
    expires: cut(table.expires),
    retransmits: cut(table.retransmits),
    probes: cut(table.probes),
    uid: cut(table.uid),
    inode: cut(table.inode),
    ifindex: cut(table.ifindex),
    cookie: cut(table.cookie),
    info: null,
  }
}
