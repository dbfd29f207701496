import { snmp6 } from '../../parse/net/snmp6.ts'
import { type UdpSocket, udp, udp6 } from '../../parse/net/udp.ts'
import { rate, seconds } from '../../rates.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source } from '../../source.ts'
import type { Rate } from '../../units.ts'
import type { Counters } from './counters.ts'
import { type NetPid, netFile } from './namespace.ts'

/** Datagrams per second, IPv4 and IPv6 together. Null: not known yet. */
export interface UdpRates {
  readonly received: Rate<string> | null
  readonly sent: Rate<string> | null
  /** Lost as the receive buffer of a socket was full: the program reads too slowly. RcvbufErrors */
  readonly receiveBuffer: Rate<string> | null
  readonly receiveBufferEver: number | null
  /** Not sent as the send buffer or the device queue was full. SndbufErrors */
  readonly sendBuffer: Rate<string> | null
  /** Nobody listens at the port. NoPorts */
  readonly noPorts: Rate<string> | null
  /** All that could not be delivered, the above and bad checksums. InErrors */
  readonly errors: Rate<string> | null
  readonly checksum: Rate<string> | null
}

export function udpRates({ now, perSecond }: Counters): UdpRates {
  const both = (name: string) => {
    const v6 = perSecond(`Udp6${name}`)
    // Both together are not known by one of them.
    return v6 === null && now(`Udp6${name}`) !== null ? null : sum(perSecond(`Udp${name}`), v6)
  }
  return {
    received: both('InDatagrams'),
    sent: both('OutDatagrams'),
    receiveBuffer: both('RcvbufErrors'),
    receiveBufferEver: sum(now('UdpRcvbufErrors'), now('Udp6RcvbufErrors')),
    sendBuffer: both('SndbufErrors'),
    noPorts: both('NoPorts'),
    errors: both('InErrors'),
    checksum: both('InCsumErrors'),
  }
}

/** Without IPv6 there is IPv4 only; there is no kernel with IPv6 only. */
function sum(v4: number | null, v6: number | null): number | null {
  return v4 === null ? null : v4 + (v6 ?? 0)
}

export interface UdpRow extends UdpSocket {
  readonly family: 4 | 6
  readonly dropsPerSecond: Rate<'datagram'> | null
  /** Tells it from any other socket of the list, also between samples. */
  readonly key: string
}

export interface UdpSockets {
  readonly rows: readonly UdpRow[]
  readonly missing: readonly Missing[]
}

/** Those that drop first, then those with most in their queue. */
export function udpSockets(samples: Samples, pid: NetPid): UdpSockets {
  const rows: UdpRow[] = []
  const missing: Missing[] = []
  for (const [file, family] of [
    [netFile(udp, pid), 4],
    [netFile(udp6, pid), 6],
  ] as const) {
    const after = reading(samples.after, file)
    const before = samples.before && reading(samples.before, file)
    if (isMissing(after)) {
      missing.push(after)
      continue
    }
    const dt = before && !isMissing(before) ? seconds(before.at, after.at) : 0
    const known = before && !isMissing(before) ? byKey(family, before.value) : null
    for (const [key, socket] of byKey(family, after.value))
      rows.push({ ...socket, family, key, dropsPerSecond: rate(known?.get(key)?.drops, socket.drops, dt) })
  }
  const worth = (row: UdpRow) => (row.dropsPerSecond ?? 0) * 1e12 + row.drops * 1e3
  return { rows: rows.sort((a, b) => worth(b) - worth(a) || b.rxQueue - a.rxQueue), missing }
}

export function udpSources(pid: NetPid): readonly Source<unknown>[] {
  return [netFile(udp, pid), netFile(udp6, pid), netFile(snmp6, pid)]
}

/** By its inode, or, as sockets of the kernel have none, by its addresses; several may have the same. */
function byKey(family: 4 | 6, sockets: readonly UdpSocket[]): ReadonlyMap<string, UdpSocket> {
  const keyed = new Map<string, UdpSocket>()
  for (const socket of sockets) {
    const name = `${family} ${socket.inode ?? `${socket.local}:${socket.localPort} ${socket.remote}:${socket.remotePort}`}`
    let key = name
    for (let nth = 2; keyed.has(key); nth++) key = `${name} ${nth}`
    keyed.set(key, socket)
  }
  return keyed
}
