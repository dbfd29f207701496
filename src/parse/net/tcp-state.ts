/** States of a TCP socket by their number in the kernel, in the names of ss(8). Kernel: include/net/tcp_states.h */
export const TCP_STATES = [
  'UNKNOWN',
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'UNCONN',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
] as const

export type TcpState = (typeof TCP_STATES)[number]

/** The number of a state: `state[row] === TCP.LISTEN`. */
export const TCP = {
  ESTAB: 1,
  SYN_SENT: 2,
  SYN_RECV: 3,
  FIN_WAIT_1: 4,
  FIN_WAIT_2: 5,
  TIME_WAIT: 6,
  UNCONN: 7,
  CLOSE_WAIT: 8,
  LAST_ACK: 9,
  LISTEN: 10,
  CLOSING: 11,
} as const

/** TCP_NEW_SYN_RECV: a connection request, which everybody is told of as SYN-RECV. */
const NEW_SYN_RECV = 12

/** The number under which a state is shown; null: this kernel has one that is not known here. */
export function shownState(code: number): number | null {
  if (code === NEW_SYN_RECV) return TCP.SYN_RECV
  return code >= TCP.ESTAB && code <= TCP.CLOSING ? code : null
}

/** Bits 1 << state, by which the kernel is asked for some states only. */
export function stateMask(...states: readonly number[]): number {
  let mask = 0
  for (const state of states) mask |= state === TCP.SYN_RECV ? (1 << state) | (1 << NEW_SYN_RECV) : 1 << state
  return mask
}

/** Every state that a socket may be seen in. */
export const ALL_STATES = stateMask(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)

/** Which timer of a socket runs, by the kernel's number in inet_diag_msg; /proc/net/tcp has the first five. */
export const TCP_TIMERS = ['off', 'retransmit', 'keepalive', 'time-wait', 'probe', 'delayed-ack'] as const

export type TcpTimer = (typeof TCP_TIMERS)[number]
