import type { Counter } from '../../units.ts'
import { TCP } from './tcp-state.ts'

/** TCP sockets by column: 100,000 of them as records would cost more than to read them. Row numbers run from 0 to count − 1. */
export interface SocketTable {
  readonly count: number
  /** /proc/net/tcp knows neither cookies, interfaces and tcp_info nor how long a listener's queue may be. */
  readonly from: 'sock_diag' | 'proc'
  /** Number of the state: TCP, TCP_STATES in tcp-state.ts. */
  readonly state: Uint8Array
  /** 4 or 6: of the socket. One of IPv6 may have a peer of IPv4 (::ffff:a.b.c.d). */
  readonly family: Uint8Array
  /** Four words a row, each with its first byte highest. IPv4 is ::ffff:a.b.c.d, as its ports are shared with such peers. */
  readonly local: Uint32Array
  readonly remote: Uint32Array
  readonly localPort: Uint16Array
  readonly remotePort: Uint16Array
  /** Bytes received and not read; in LISTEN: connections not accepted yet. */
  readonly rqueue: Uint32Array
  /** Bytes sent and not acknowledged, or not sent yet; in LISTEN: how many connections may wait (0 from /proc: see `from`). */
  readonly wqueue: Uint32Array
  /** Number in TCP_TIMERS. */
  readonly timer: Uint8Array
  /** ms until that timer fires. */
  readonly expires: Uint32Array
  /** Timeouts in a row that are not made good. */
  readonly retransmits: Uint8Array
  /** Keepalive or zero-window probes without an answer. */
  readonly probes: Uint8Array
  /** 0 also for those that belong to nobody: see hasOwner(). */
  readonly uid: Uint32Array
  /** 0: no process holds it (TIME-WAIT, SYN-RECV, orphaned, not yet accepted). */
  readonly inode: Float64Array
  /** Index of the interface it is bound to; 0: of all. */
  readonly ifindex: Uint32Array
  /** The socket's own number as long as the machine runs; 0: not known. */
  readonly cookie: Float64Array
  /** Null: not asked for, or nobody can tell. */
  readonly info: InfoColumns | null
  /** Packets that each listener dropped since it was opened, by row; left out: not asked for, or nobody can tell. */
  readonly drops?: ReadonlyMap<number, Counter<'packet'>>
}

/** What of tcp_info is looked at over many sockets; all 0 where `has` is 0 (TIME-WAIT, SYN-RECV). Kernel: net/ipv4/tcp.c tcp_get_info */
export interface InfoColumns {
  /** 0: nothing · 1: all but the bytes sent, which came with Linux 4.19 · 2: all. */
  readonly has: Uint8Array
  /** µs. */
  readonly rto: Uint32Array
  readonly rtt: Uint32Array
  readonly rttvar: Uint32Array
  readonly minRtt: Uint32Array
  /** Doublings of the RTO in a row. */
  readonly backoff: Uint8Array
  /** 0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss. */
  readonly caState: Uint8Array
  /** Segments. */
  readonly unacked: Uint32Array
  /** Acknowledged out of order: what was sent before them is missing. */
  readonly sacked: Uint32Array
  readonly lost: Uint32Array
  readonly retrans: Uint32Array
  readonly totalRetrans: Uint32Array
  readonly cwnd: Uint32Array
  readonly ssthresh: Uint32Array
  /** Bytes. */
  readonly sndMss: Uint32Array
  readonly rcvMss: Uint32Array
  /** Window that the peer offers; 0 also where it is not told (before Linux 5.4). */
  readonly sndWnd: Uint32Array
  /** ms since. */
  readonly lastDataSent: Uint32Array
  readonly lastDataRecv: Uint32Array
  /** Bytes since the connection began. */
  readonly bytesSent: Float64Array
  readonly bytesRetrans: Float64Array
  readonly bytesReceived: Float64Array
}

/** Rows that belong to a process, or did: TIME-WAIT and SYN-RECV have no user. */
export function hasOwner({ state }: SocketTable, row: number): boolean {
  return state[row] !== TCP.TIME_WAIT && state[row] !== TCP.SYN_RECV
}
