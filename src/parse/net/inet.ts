import { ParseError } from '../../source.ts'
import type { Bytes, Ticks } from '../../units.ts'
import { addressOf } from './address.ts'
import { shownState, TCP_STATES, type TcpState } from './tcp-state.ts'

/** One socket of /proc/net/tcp, tcp6, udp or udp6. */
export interface InetSocket {
  readonly state: InetState
  readonly local: string
  readonly localPort: number
  readonly remote: string
  readonly remotePort: number
  /** Sent and not yet acknowledged, or not sent. Always 0 in LISTEN. */
  readonly txQueue: Bytes
  /** Received and not yet read; in LISTEN: connections not yet accepted. */
  readonly rxQueue: Bytes
  readonly timer: Timer
  /** Until the timer fires. */
  readonly timerWhen: Ticks
  /** Retransmissions in a row by timeout, not yet made good. */
  readonly retransmits: number
  /** Null in TIME-WAIT and SYN-RECV, which belong to nobody. */
  readonly uid: number | null
  /** Keepalive or zero-window probes without an answer. */
  readonly probes: number
  /** Null: no process holds it (TIME-WAIT, SYN-RECV, not yet accepted). */
  readonly inode: number | null
}

/** In the names of ss(8). */
export type InetState = Exclude<TcpState, 'UNKNOWN'>
export type Timer = (typeof TIMERS)[number]

const TIMERS = ['off', 'retransmit', 'keepalive', 'time-wait', 'probe'] as const

/**
 * Sockets of one file, whose heading is skipped. A row starts behind the `:` of its number, whose column grows with it; columns are
 * split at spaces. TIME-WAIT and SYN-RECV rows end early.
 * Kernel: net/ipv4/tcp_ipv4.c tcp4_seq_show, net/ipv4/udp.c udp4_seq_show; Documentation/networking/proc_net_tcp.rst
 */
export function inetSockets(what: string, file: Buffer): readonly InetSocket[] {
  const text = file.toString('latin1')
  if (!text.trimStart().startsWith('sl ')) throw new ParseError(what, text.slice(0, 80))
  const addresses = new Map<string, string>()
  const sockets: InetSocket[] = []
  let at = text.indexOf('\n') + 1
  while (at > 0 && at < text.length) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    sockets.push(socketOf(what, text.slice(at, end), addresses))
    at = newline + 1
  }
  return sockets
}

const ROW =
  /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{8,16}):([0-9A-F]{8,16}) ([0-9A-F]{2}):([0-9A-F]{8,16}) ([0-9A-F]{8}) +(\d+) +(\d+) (\d+) /

function socketOf(what: string, row: string, addresses: Map<string, string>): InetSocket {
  const match = ROW.exec(row)
  if (match === null) throw new ParseError(what, row)
  const [, local, localPort, remote, remotePort, code, tx, rx, timerCode, when, retransmits, uid, probes, inode] = match
  const state = stateOf(hex(code))
  const timer = TIMERS[hex(timerCode)]
  if (state === null || timer === undefined) throw new ParseError(what, row)
  const owned = state !== 'TIME-WAIT' && state !== 'SYN-RECV'
  return {
    state,
    local: address(what, row, local as string, addresses),
    localPort: hex(localPort),
    remote: address(what, row, remote as string, addresses),
    remotePort: hex(remotePort),
    txQueue: hex(tx),
    rxQueue: hex(rx),
    timer,
    timerWhen: hex(when),
    retransmits: hex(retransmits),
    uid: owned ? Number(uid) : null,
    probes: Number(probes),
    inode: Number(inode) === 0 ? null : Number(inode),
  }
}

function stateOf(code: number): InetState | null {
  const shown = shownState(code)
  return shown === null ? null : (TCP_STATES[shown] as InetState)
}

function hex(digits: string | undefined): number {
  return Number.parseInt(digits as string, 16)
}

function address(what: string, row: string, digits: string, addresses: Map<string, string>): string {
  const known = addresses.get(digits) ?? addressOf(digits)
  if (known === null) throw new ParseError(what, row)
  addresses.set(digits, known)
  return known
}
