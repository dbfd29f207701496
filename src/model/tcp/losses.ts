import type { SocketTable } from '../../parse/net/socket-table.ts'
import { rate } from '../../rates.ts'
import type { Counter, Rate, Seconds, Share } from '../../units.ts'
import { hashAddress, isLoopback, sameAddress } from './addresses.ts'
import { groupRows } from './group.ts'

/** What was sent to a peer between two dumps, over the connections that are in the later one. */
export interface Loss {
  /** A row of it in the later table. */
  readonly row: number
  readonly sent: Rate<'B'>
  readonly again: Rate<'B'>
  readonly share: Share
}

const BYTES_SENT = 2

/** By peer, most sent again first, without loopback. Null: the kernel does not tell bytes (tcp_info before Linux 4.19, /proc/net/tcp). */
export function losses(before: SocketTable, after: SocketTable, dt: Seconds): readonly Loss[] | null {
  const { count, remote, info, cookie } = after
  if (!info || !before.info || !(dt > 0)) return null
  const was = rowsByCookie(before)
  const groups = groupRows(
    count,
    (row) => info.has[row] === BYTES_SENT && !isLoopback(remote, row),
    (row) => hashAddress(remote, row),
    (a, b) => sameAddress(remote, a, b),
  )
  const sums = Array.from({ length: groups.count }, () => ({ sent: 0, again: 0 }))
  for (let row = 0; row < count; row++) {
    const sum = sums[groups.of[row] as number]
    if (!sum) continue
    const old = was.get(cookie[row] as number)
    // One that is new has sent all of it since.
    sum.sent += grown(old === undefined ? 0 : before.info.bytesSent[old], info.bytesSent[row], dt)
    sum.again += grown(old === undefined ? 0 : before.info.bytesRetrans[old], info.bytesRetrans[row], dt)
  }
  return sums
    .map(({ sent, again }, group) => ({
      row: groups.first[group] as number,
      sent,
      again,
      share: sent > 0 ? Math.min(1, again / sent) : 0,
    }))
    .filter(({ again }) => again > 0)
    .sort((a, b) => b.again - a.again)
}

function rowsByCookie({ count, cookie }: SocketTable): ReadonlyMap<number, number> {
  const rows = new Map<number, number>()
  for (let row = 0; row < count; row++) rows.set(cookie[row] as number, row)
  return rows
}

function grown(before: Counter<'B'> | undefined, after: Counter<'B'> | undefined, dt: Seconds): Rate<'B'> {
  return rate(before, after, dt) ?? 0
}
