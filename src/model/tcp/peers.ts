import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import type { Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { hashAddress, sameAddress } from './addresses.ts'
import { groupRows } from './group.ts'
import { acceptedWaits } from './wait-sides.ts'

/** All connections with one address at the far end. */
export interface Peer {
  /** A row of it in the table, for its address. */
  readonly row: number
  readonly total: number
  readonly estab: number
  readonly synSent: number
  readonly synRecv: number
  readonly closeWait: number
  /** TIME_WAIT of connections that were made here: each keeps a port for 60 s. */
  readonly waitsClient: number
  /** TIME_WAIT of connections that were accepted here: memory only, no port. */
  readonly waitsServer: number
  /** Sockets with a retransmission unanswered now. */
  readonly backingOff: number
  /** Segments sent again over the lives of the connections there are; null: no tcp_info. */
  readonly retransmitted: number | null
  /** Bytes sent again of bytes sent; null: no tcp_info, or nothing was sent. */
  readonly lossy: number | null
  /** Least round trip of them; null: not known. */
  readonly minRtt: Seconds | null
}

export interface Peers {
  readonly table: SocketTable
  /** Most connections first, at most MOST. */
  readonly peers: readonly Peer[]
  readonly count: number
}

const MOST = 2000

/** One pass that counts by peer. LISTEN and UNCONN have none. */
export const peersOf = byTable((table: SocketTable): Peers => {
  const { count, state, remote, timer, retransmits, info } = table
  const isAccepted = acceptedWaits(table)
  const groups = groupRows(
    count,
    (row) => state[row] !== TCP.LISTEN && state[row] !== TCP.UNCONN,
    (row) => hashAddress(remote, row),
    (a, b) => sameAddress(remote, a, b),
  )
  const columns = Array.from({ length: FIELDS }, () => new Float64Array(groups.count))
  const [total, estab, synSent, synRecv, closeWait, client, server, backing, again, sent, bytesAgain, rtt] =
    columns as Columns
  for (let row = 0; row < count; row++) {
    const group = groups.of[row] as number
    if (group < 0) continue
    add(total, group, 1)
    switch (state[row]) {
      case TCP.ESTAB:
        add(estab, group, 1)
        break
      case TCP.SYN_SENT:
        add(synSent, group, 1)
        break
      case TCP.SYN_RECV:
        add(synRecv, group, 1)
        break
      case TCP.CLOSE_WAIT:
        add(closeWait, group, 1)
        break
      case TCP.TIME_WAIT:
        add(isAccepted(row) ? server : client, group, 1)
        break
    }
    if (timer[row] === RETRANSMIT && (retransmits[row] as number) > 0) add(backing, group, 1)
    if (!info?.has[row]) continue
    add(again, group, info.totalRetrans[row] as number)
    add(sent, group, info.bytesSent[row] as number)
    add(bytesAgain, group, info.bytesRetrans[row] as number)
    const least = info.minRtt[row] as number
    if (isRtt(least) && (rtt[group] === 0 || least < (rtt[group] as number))) rtt[group] = least
  }
  const order = Int32Array.from({ length: groups.count }, (_, i) => i).sort((a, b) => at(total, b) - at(total, a))
  const peers = Array.from(
    order.subarray(0, MOST),
    (group): Peer => ({
      row: groups.first[group] as number,
      total: at(total, group),
      estab: at(estab, group),
      synSent: at(synSent, group),
      synRecv: at(synRecv, group),
      closeWait: at(closeWait, group),
      waitsClient: at(client, group),
      waitsServer: at(server, group),
      backingOff: at(backing, group),
      retransmitted: info ? at(again, group) : null,
      lossy: info && at(sent, group) > 0 ? at(bytesAgain, group) / at(sent, group) : null,
      minRtt: at(rtt, group) > 0 ? at(rtt, group) / 1e6 : null,
    }),
  )
  return { table, peers, count: groups.count }
})

/** The kernel gives ~0 while it has measured none. */
function isRtt(micros: number): boolean {
  return micros > 0 && micros < 0xffffffff
}

const RETRANSMIT = 1
const FIELDS = 12
type Column = Float64Array
type Columns = [Column, Column, Column, Column, Column, Column, Column, Column, Column, Column, Column, Column]

function add(column: Column, group: number, amount: number): void {
  column[group] = (column[group] as number) + amount
}

function at(column: Column, group: number): number {
  return column[group] as number
}
