import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import type { Bytes, Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { listeningPorts } from './addresses.ts'
import { backingOff } from './backoff.ts'
import { type TopRows, topRows } from './top-rows.ts'

/** Number in TCP_TIMERS. */
export const PROBE_TIMER = 4
const MOST = 1000

/**
 * For how long a connection in backoff has had no answer: the waits that passed, each half of the next, and what of the present one is
 * over. Null: no tcp_info.
 */
export function unansweredFor(table: SocketTable, row: number): Seconds | null {
  if (!table.info?.has[row]) return null
  const rto = (table.info.rto[row] as number) / 1e6
  let past = 0
  for (let k = 0, wait = rto / 2; k < (table.retransmits[row] as number); k++, wait /= 2) past += wait
  return past + Math.max(0, rto - (table.expires[row] as number) / 1000)
}

/** Connections whose peer keeps its window shut: data waits here, and only probes go out. Most data first. */
export const windowShut = byTable((table: SocketTable): TopRows => {
  const { count, timer, wqueue, state } = table
  return topRows(
    count,
    (row) =>
      timer[row] === PROBE_TIMER && state[row] !== TCP.LISTEN && (wqueue[row] as number) > 0 && !isOpen(table, row)
        ? (wqueue[row] as number)
        : Number.NaN,
    MOST,
  )
})

/**
 * Whether the next segment would fit the window the peer offers. The probe timer runs then too, where this machine itself drops what goes
 * out (a firewall, a queue of the device): nothing is under way, so nothing can be retransmitted. Kernel: include/net/tcp.h
 * tcp_check_probe_timer
 */
export function isOpen({ info, wqueue }: SocketTable, row: number): boolean {
  return info !== null && fits(info.sndWnd[row] as number, info.sndMss[row] as number, wqueue[row] as number)
}

/** Of a window of 0 nobody knows: shut, or not told by this kernel. */
export function fits(window: Bytes, mss: Bytes, queued: Bytes): boolean {
  return window > 0 && window >= Math.min(mss, queued)
}

/** How many connections have data that this machine drops itself, again and again: they are in no backoff and their peer is well. */
export const heldHere = byTable((table: SocketTable): number => {
  let held = 0
  for (let row = 0; row < table.count; row++)
    if (table.timer[row] === PROBE_TIMER && (table.info?.backoff[row] ?? 0) >= 2 && isOpen(table, row)) held++
  return held
})

/** Since data went out last; null: no tcp_info. */
export function silentFor({ info }: SocketTable, row: number): Seconds | null {
  return info?.has[row] ? (info.lastDataSent[row] as number) / 1000 : null
}

/** Smaller than this no segment is held up by its size: every link takes it. RFC 791 */
const LEAST_MSS = 536

/**
 * Of those in backoff, where what came after was acknowledged: the peer is there and answers, only full segments do not arrive. Of a
 * peer that is gone nothing is.
 */
export function sizeHoles(table: SocketTable, backoffs: number): readonly number[] {
  const { info } = table
  if (!info) return []
  return [...backingOff(table).rows].filter(
    (row) =>
      (info.backoff[row] as number) >= backoffs &&
      (info.sacked[row] as number) > 0 &&
      (info.lost[row] as number) > 0 &&
      (info.sndMss[row] as number) > LEAST_MSS,
  )
}

/** Which ports listen here: a socket with such a local port was accepted, its peer is a client. */
export const acceptedAt = byTable((table: SocketTable) => {
  const listening = listeningPorts(table, TCP.LISTEN)
  return (row: number) => listening[table.localPort[row] as number] === 1
})
