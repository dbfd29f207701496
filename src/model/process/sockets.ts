import { type InetSocket, inetSockets } from '../../parse/net/inet.ts'
import { type UdpSocket, udp, udp6 } from '../../parse/net/udp.ts'
import { parseUnix, type UnixSocket } from '../../parse/net/unix.ts'
import type { Link } from '../../parse/pid/links.ts'
import { malformed } from '../../sample/missing.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, source, valueOf } from '../../source.ts'
import type { Bytes, Seconds } from '../../units.ts'
import { netFile } from '../tcp/namespace.ts'
import { indexSockets, rowsOfSockets, type SocketIndex } from './socket-index.ts'

/** A socket that a process holds. */
export interface HeldSocket {
  /** Descriptors of it, ascending: a dup has the same inode. */
  readonly fds: readonly number[]
  readonly inode: number
  /** `other`: in no table of its network namespace (netlink, packet, or of another namespace). */
  readonly protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6' | 'unix' | 'other'
  /** In the names of ss(8); null: no table says. */
  readonly state: string | null
  /** Raw: an address and port, or a path. */
  readonly local: string | null
  readonly remote: string | null
  /** Of both null: no table says, or it listens. */
  readonly rxQueue: Bytes | null
  readonly txQueue: Bytes | null
  /** In LISTEN, where ss has it as Recv-Q: connections not yet accepted. How many may wait (Send-Q of ss) these tables do not tell. */
  readonly acceptQueue: number | null
  readonly timer: InetSocket['timer'] | null
  readonly retransmits: number | null
}

const TCP = ['tcp', 'tcp6'] as const
/** Read whole, as for the page of datagrams: there are seldom many. */
const UDP = { udp, udp6 } as const
const INET = [...TCP, 'udp', 'udp6'] as const

/** A table with more rows costs the kernel over 10 ms: it is read only so often. */
const MANY = 10_000
const MANY_EVERY: Seconds = 2
/** Bytes of a row of tcp. */
const ROW: Bytes = 150

/** Tables of the process' own network namespace; readable without ptrace rights. fs/proc/proc_net.c */
export function socketSources(samples: Samples | null, pid: number): readonly Source<unknown>[] {
  const asOften = <T>(table: Source<T>, rows: (value: T) => number) => {
    const known = samples && valueOf(reading(samples.after, table))
    return known && rows(known) > MANY ? { ...table, every: MANY_EVERY } : table
  }
  return [
    // Also those that nobody holds, which are not in the index.
    ...TCP.map((name) => asOften(tcpTable(pid, name), ({ text }) => text.length / ROW)),
    ...Object.values(UDP).map((table) => asOften(netFile(table, pid), ({ length }) => length)),
    asOften(unixTable(pid), ({ length }) => length),
  ]
}

export interface SocketsSeen {
  readonly sockets: readonly HeldSocket[]
  readonly missing: readonly Missing[]
}

/** Joins descriptors with the tables by inode. */
export function heldSockets(samples: Samples, pid: number, links: readonly Link[]): SocketsSeen {
  const fds = new Map<number, number[]>()
  for (const link of links) {
    if (link.kind !== 'socket') continue
    const known = fds.get(link.inode)
    if (known) known.push(Number(link.name))
    else fds.set(link.inode, [Number(link.name)])
  }
  const sockets: HeldSocket[] = []
  const missing: Missing[] = []
  const found = new Set<number>()
  for (const protocol of INET) {
    const table = inetSocketsOf(samples, pid, protocol, fds)
    if ('missing' in table) missing.push(table)
    else
      for (const socket of table) {
        const held = socket.inode === null ? undefined : fds.get(socket.inode)
        if (!held || socket.inode === null) continue
        found.add(socket.inode)
        sockets.push(inetSocket(protocol, socket, socket.inode, held))
      }
  }
  const table = reading(samples.after, unixTable(pid))
  if (isMissing(table)) missing.push(table)
  else
    for (const socket of table.value) {
      const held = fds.get(socket.inode)
      if (!held) continue
      found.add(socket.inode)
      sockets.push(unixSocket(socket, held))
    }
  for (const [inode, held] of fds) if (!found.has(inode)) sockets.push(otherSocket(inode, held))
  return { sockets: sockets.sort((a, b) => (a.fds[0] ?? 0) - (b.fds[0] ?? 0)), missing }
}

/** How many of each protocol and state: `tcp ESTAB`, most first. */
export function socketCounts(sockets: readonly HeldSocket[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { protocol, state } of sockets) {
    const name = state === null ? protocol : `${protocol.replace('6', '')} ${state}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return new Map([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)))
}

type Inet = (typeof INET)[number]

function inetSocketsOf(
  samples: Samples,
  pid: number,
  name: Inet,
  wanted: ReadonlyMap<number, unknown>,
): readonly InetSocket[] | Missing {
  if (name === 'udp' || name === 'udp6') return datagramSockets(samples, pid, name)
  const index = reading(samples.after, tcpTable(pid, name))
  if (isMissing(index)) return index
  try {
    return inetSockets('tcp', rowsOfSockets(index.value, wanted))
  } catch (error) {
    return malformed(`/proc/${pid}/net/${name}`, error)
  }
}

function datagramSockets(samples: Samples, pid: number, name: keyof typeof UDP): readonly UdpSocket[] | Missing {
  const found = reading(samples.after, netFile(UDP[name], pid))
  return isMissing(found) ? found : found.value
}

function tcpTable(pid: number, name: (typeof TCP)[number]): Source<SocketIndex> {
  return source(`/proc/${pid}/net/${name}`, indexSockets)
}

function unixTable(pid: number): Source<readonly UnixSocket[]> {
  return source(`/proc/${pid}/net/unix`, parseUnix)
}

function inetSocket(protocol: Inet, socket: InetSocket, inode: number, fds: readonly number[]): HeldSocket {
  const listens = socket.state === 'LISTEN'
  return {
    fds,
    inode,
    protocol,
    state: socket.state,
    local: `${socket.local}:${socket.localPort}`,
    remote: socket.remotePort === 0 ? null : `${socket.remote}:${socket.remotePort}`,
    rxQueue: listens ? null : socket.rxQueue,
    txQueue: listens ? null : socket.txQueue,
    acceptQueue: listens ? socket.rxQueue : null,
    timer: socket.timer,
    retransmits: socket.retransmits,
  }
}

function unixSocket(socket: UnixSocket, fds: readonly number[]): HeldSocket {
  const { inode, state, path } = socket
  return { ...UNKNOWN, fds, inode, protocol: 'unix', state, local: path }
}

function otherSocket(inode: number, fds: readonly number[]): HeldSocket {
  return { ...UNKNOWN, fds, inode, protocol: 'other' }
}

const UNKNOWN = {
  state: null,
  local: null,
  remote: null,
  rxQueue: null,
  txQueue: null,
  acceptQueue: null,
  timer: null,
  retransmits: null,
}
