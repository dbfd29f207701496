import type { InfoColumns, SocketTable } from '../../../src/parse/net/socket-table.ts'
import { parseTcp } from '../../../src/parse/net/tcp.ts'
import { fixture } from '../../parse/fixture.ts'

export interface Row {
  readonly state: number
  readonly local?: string
  readonly localPort: number
  readonly remote?: string
  readonly remotePort?: number
  readonly rqueue?: number
  readonly wqueue?: number
  readonly timer?: number
  readonly expires?: number
  readonly retransmits?: number
  readonly probes?: number
  readonly inode?: number
  readonly family?: number
  readonly info?: Partial<Record<keyof InfoColumns, number>>
}

/** A table of these rows; addresses are of IPv4. */
export function tableOf(rows: readonly Row[], from: SocketTable['from'] = 'sock_diag'): SocketTable {
  const numbers = (value: (row: Row) => number) => rows.map(value)
  return {
    count: rows.length,
    from,
    state: Uint8Array.from(numbers(({ state }) => state)),
    family: Uint8Array.from(numbers(({ family }) => family ?? 4)),
    local: words(rows.map(({ local }) => local ?? '10.0.0.1')),
    remote: words(rows.map(({ remote }) => remote ?? '0.0.0.0')),
    localPort: Uint16Array.from(numbers(({ localPort }) => localPort)),
    remotePort: Uint16Array.from(numbers(({ remotePort }) => remotePort ?? 0)),
    rqueue: Uint32Array.from(numbers(({ rqueue }) => rqueue ?? 0)),
    wqueue: Uint32Array.from(numbers(({ wqueue }) => wqueue ?? 0)),
    timer: Uint8Array.from(numbers(({ timer }) => timer ?? 0)),
    expires: Uint32Array.from(numbers(({ expires }) => expires ?? 0)),
    retransmits: Uint8Array.from(numbers(({ retransmits }) => retransmits ?? 0)),
    probes: Uint8Array.from(numbers(({ probes }) => probes ?? 0)),
    uid: new Uint32Array(rows.length),
    inode: Float64Array.from(rows.map(({ inode }, i) => inode ?? i + 1)),
    ifindex: new Uint32Array(rows.length),
    cookie: new Float64Array(rows.length),
    info: rows.some(({ info }) => info) ? infoOf(rows) : null,
  }
}

/** The sockets of a captured case, IPv4 and IPv6. */
export function captured(folder: string): readonly SocketTable[] {
  return ['tcp', 'tcp6'].map((name) => parseTcp(fixture(`${folder}/proc/net/${name}`)))
}

function words(addresses: readonly string[]): Uint32Array {
  return Uint32Array.from(
    addresses.flatMap((address) => {
      const bytes = address.split('.').map(Number)
      return [0, 0, 0xffff, bytes.reduce((word, byte) => word * 256 + byte, 0)]
    }),
  )
}

function infoOf(rows: readonly Row[]): InfoColumns {
  const of = (name: keyof InfoColumns) => Float64Array.from(rows, ({ info }) => info?.[name] ?? 0)
  const u32 = (name: keyof InfoColumns) => Uint32Array.from(of(name))
  return {
    has: Uint8Array.from(rows, ({ info }) => (info ? 1 : 0)),
    rto: u32('rto'),
    rtt: u32('rtt'),
    rttvar: u32('rttvar'),
    minRtt: u32('minRtt'),
    backoff: Uint8Array.from(of('backoff')),
    caState: Uint8Array.from(of('caState')),
    unacked: u32('unacked'),
    sacked: u32('sacked'),
    lost: u32('lost'),
    retrans: u32('retrans'),
    totalRetrans: u32('totalRetrans'),
    cwnd: u32('cwnd'),
    ssthresh: u32('ssthresh'),
    sndMss: u32('sndMss'),
    rcvMss: u32('rcvMss'),
    sndWnd: u32('sndWnd'),
    lastDataSent: u32('lastDataSent'),
    lastDataRecv: u32('lastDataRecv'),
    bytesSent: of('bytesSent'),
    bytesRetrans: of('bytesRetrans'),
    bytesReceived: of('bytesReceived'),
  }
}
