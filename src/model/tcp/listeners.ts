import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import type { Counter, Share } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { isAnyAddress, sameAddress } from './addresses.ts'

export interface Listener {
  readonly row: number
  /** Connections that wait for accept(2). */
  readonly queue: number
  /** How many may wait: the least of listen(2)'s backlog and somaxconn. Null: /proc/net/tcp does not tell. */
  readonly most: number | null
  /** The queue holds one more than its maximum: full is `cur > max`. Kernel: include/net/sock.h sk_acceptq_is_full */
  readonly full: boolean
  readonly share: Share | null
  /** Half open: a SYN came, the last ACK did not yet. Those of one port are counted with the listener of their address. */
  readonly synRecv: number
  /**
   * Connections and SYNs it dropped since it was opened: d<N> of `ss -lm`. Null: not asked for, or not told (/proc/net/tcp, a kernel
   * before 4.7). Kernel: include/net/tcp.h tcp_listendrop
   */
  readonly drops: Counter<'packet'> | null
}

/** Fullest first. */
export const listenersOf = byTable((table: SocketTable): readonly Listener[] => {
  const { count, state, localPort, local, rqueue, wqueue } = table
  const rows: number[] = []
  const half = new Map<number, number[]>()
  for (let row = 0; row < count; row++) {
    if (state[row] === TCP.LISTEN) rows.push(row)
    else if (state[row] === TCP.SYN_RECV) {
      const port = localPort[row] as number
      const known = half.get(port)
      if (known) known.push(row)
      else half.set(port, [row])
    }
  }
  return rows
    .map((row): Listener => {
      const queue = rqueue[row] as number
      const most = table.from === 'proc' ? null : (wqueue[row] as number)
      const requests = half.get(localPort[row] as number) ?? []
      const any = isAnyAddress(local, row)
      return {
        row,
        queue,
        most,
        full: most !== null && queue > most,
        share: most === null ? null : queue / (most + 1),
        synRecv: requests.filter((request) => any || sameAddress(local, row, request)).length,
        drops: table.drops?.get(row) ?? null,
      }
    })
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || b.queue - a.queue || b.synRecv - a.synRecv || a.row - b.row)
})
