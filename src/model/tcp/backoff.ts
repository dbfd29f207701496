import type { SocketTable } from '../../parse/net/socket-table.ts'
import { stateMask, TCP } from '../../parse/net/tcp-state.ts'
import type { Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { type RetryLimits, untilConnectFails, untilGivenUp } from './give-up.ts'
import { type TopRows, topRows } from './top-rows.ts'

const RETRANSMIT_TIMER = 1
const MOST = 1000
/** SYN_SENT has its own rules, SYN_RECV its own counter; a listener sends nothing. */
const SENDING = stateMask(TCP.ESTAB, TCP.FIN_WAIT_1, TCP.CLOSE_WAIT, TCP.LAST_ACK, TCP.CLOSING)

/** States that the retransmission page reads. */
export const UNANSWERED_STATES = SENDING | stateMask(TCP.SYN_SENT)

/**
 * Connections that have data out and no answer after a timeout: most timeouts first. A window the peer keeps shut (timer probe) is
 * not among them: it does answer.
 */
export const backingOff = byTable(({ count, state, timer, retransmits }: SocketTable): TopRows => {
  const isOne = (row: number) => timer[row] === RETRANSMIT_TIMER && (retransmits[row] as number) > 0
  return topRows(
    count,
    (row) =>
      ((1 << (state[row] as number)) & SENDING) !== 0 && isOne(row) ? (retransmits[row] as number) : Number.NaN,
    MOST,
  )
})

/** connect(2) without an answer yet: most attempts first. */
export const connecting = byTable(({ count, state, retransmits }: SocketTable): TopRows => {
  return topRows(count, (row) => (state[row] === TCP.SYN_SENT ? (retransmits[row] as number) : Number.NaN), MOST)
})

/** Seconds until the kernel gives a row of either kind up; null: nobody can tell (no tcp_info, or no timeout yet). */
export function givenUpIn(table: SocketTable, row: number, limits: RetryLimits): Seconds | null {
  const expires = (table.expires[row] as number) / 1000
  const retransmits = table.retransmits[row] as number
  if (table.state[row] === TCP.SYN_SENT) return untilConnectFails(retransmits, expires, limits)
  if (!table.info?.has[row]) return null
  const rto = (table.info.rto[row] as number) / 1e6
  return untilGivenUp({ rto, retransmits, expires, orphan: table.inode[row] === 0 }, limits)
}
