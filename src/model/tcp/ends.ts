import { addressAt } from '../../parse/net/address.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { isMapped } from './addresses.ts'

/** The far end's address without brackets; a peer of IPv4 that a socket of IPv6 talks to is the same peer. */
export function peerAddress({ remote }: SocketTable, row: number): string {
  return addressAt(remote, row, isMapped(remote, row) ? 4 : 6).replace(/^\[|\]$/g, '')
}

/** `127.0.0.1:8080`, `[::1]:80`, `*:22`. */
export function endpoint(table: SocketTable, end: 'local' | 'remote', row: number): string {
  const words = table[end]
  const family = isMapped(words, row) ? 4 : (table.family[row] as number)
  const port = (end === 'local' ? table.localPort : table.remotePort)[row] as number
  return `${addressAt(words, row, family)}:${port === 0 ? '*' : port}`
}
