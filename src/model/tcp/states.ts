import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP_STATES, type TcpState } from '../../parse/net/tcp-state.ts'
import { byTable } from '../by-table.ts'

/** Sockets of one state, by the family of the socket: one of IPv6 may talk to a peer of IPv4. */
export interface StateCount {
  readonly state: TcpState
  readonly v4: number
  readonly v6: number
}

/** How many sockets are in each state, as `ss -tan` lists them; those of none are there with 0. */
export const stateCounts = byTable(({ count, state, family }: SocketTable): readonly StateCount[] => {
  const v4 = new Uint32Array(TCP_STATES.length)
  const v6 = new Uint32Array(TCP_STATES.length)
  for (let row = 0; row < count; row++) {
    const of = family[row] === 6 ? v6 : v4
    const code = state[row] as number
    of[code] = (of[code] as number) + 1
  }
  return ORDER.map((name) => {
    const code = TCP_STATES.indexOf(name)
    return { state: name, v4: v4[code] as number, v6: v6[code] as number }
  })
})

/** As a connection lives; UNCONN (bound, neither connected nor listening) is not in /proc/net/tcp and seldom in sock_diag. */
const ORDER: readonly TcpState[] = [
  'LISTEN',
  'SYN-SENT',
  'SYN-RECV',
  'ESTAB',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSING',
  'TIME-WAIT',
  'CLOSE-WAIT',
  'LAST-ACK',
  'UNCONN',
]

/** Each state in one sentence: whose turn it is. */
export const STATE_MEANS: Readonly<Record<TcpState, string>> = {
  UNKNOWN: 'a state this whytop does not know',
  LISTEN: 'waits for connections',
  'SYN-SENT': 'connect: the peer has not answered yet',
  'SYN-RECV': 'a SYN came and was answered; the last ACK is missing, or the accept queue is full',
  ESTAB: 'open; not yet accepted ones too',
  'FIN-WAIT-1': 'closed here, the peer has not acknowledged it',
  'FIN-WAIT-2': 'closed here, the peer has not closed yet',
  CLOSING: 'both closed at the same moment',
  'TIME-WAIT': 'this side closed first and waits 60 s for stray segments',
  'CLOSE-WAIT': 'the peer has closed, this program has not: many of them are a leak',
  'LAST-ACK': 'both closed, the peer has not acknowledged it; a RST ends it at once',
  UNCONN: 'bound, neither connected nor listening',
}
