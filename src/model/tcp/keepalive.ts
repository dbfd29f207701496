import type { SocketTable } from '../../parse/net/socket-table.ts'
import { stateMask, TCP } from '../../parse/net/tcp-state.ts'
import type { Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { type TopRows, topRows } from './top-rows.ts'

/** States in which a connection may be kept alive. */
export const KEPT_STATES = stateMask(TCP.ESTAB, TCP.CLOSE_WAIT)

const KEEPALIVE_TIMER = 2
const MOST = 1000

export interface Keepalive {
  /** With a keepalive timer running. */
  readonly on: number
  /** Without any timer: nothing would notice a peer that is gone. */
  readonly off: number
  /** Another timer runs in front of it: nobody can tell. */
  readonly hidden: number
  /** Probes are out without an answer. */
  readonly probing: number
  /** Idle an hour or longer without a timer; null: no tcp_info. */
  readonly idleHour: number | null
  /** Those that probe first, then by idle time, longest first. */
  readonly rows: TopRows
}

export const keepalive = byTable((table: SocketTable): Keepalive => {
  const { count, state, timer, probes, inode } = table
  const tally = { on: 0, off: 0, hidden: 0, probing: 0, idleHour: 0 }
  const rows = topRows(
    count,
    (row) => {
      // One that nobody has accepted or that nobody owns can't have been asked for it.
      if (((1 << (state[row] as number)) & KEPT_STATES) === 0 || inode[row] === 0) return Number.NaN
      const idle = idleFor(table, row) ?? 0
      if (timer[row] === KEEPALIVE_TIMER) {
        tally.on++
        if ((probes[row] as number) > 0) tally.probing++
        return idle + (probes[row] as number) * 1e9
      }
      if (timer[row] === 0) {
        tally.off++
        if (idle >= 3600) tally.idleHour++
      } else tally.hidden++
      return idle
    },
    MOST,
  )
  return { ...tally, idleHour: table.info ? tally.idleHour : null, rows }
})

/** Since data went or came last; null: no tcp_info. */
export function idleFor({ info }: SocketTable, row: number): Seconds | null {
  if (!info?.has[row]) return null
  return Math.min(info.lastDataSent[row] as number, info.lastDataRecv[row] as number) / 1000
}
