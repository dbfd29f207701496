import { type Owners, ownersOf } from '../../model/sockets/owners.ts'
import { addressAt } from '../../parse/net/address.ts'
import { hasOwner, type SocketTable } from '../../parse/net/socket-table.ts'
import { TCP, TCP_STATES, TCP_TIMERS } from '../../parse/net/tcp-state.ts'
import { isMissing } from '../../source.ts'
import { type Seen, tableOf } from './seen.ts'
import { wantedStates } from './sockets.ts'

/** Every socket of the page, or those that a filter lets through in the order of --sort; null: another page, or they could not be read. */
export function socketsJson(on: Seen, shown: readonly number[] | null) {
  const found = tableOf(on, { states: wantedStates(on.place) })
  if (isMissing(found) || (shown === null && on.place.page !== 'sockets')) return null
  const table = found.value
  const owners = ownersOf(on.snapshot.samples.after.processes)
  const rows = shown ?? Array.from({ length: table.count }, (_, row) => row)
  return rows.map((row) => socket(table, row, owners))
}

function socket(table: SocketTable, row: number, owners: Owners) {
  const isListener = table.state[row] === TCP.LISTEN
  const isTimed = table.timer[row] !== 0
  const inode = table.inode[row] as number
  const owner = owners.of(inode)
  const queues = [table.rqueue[row] as number, table.wqueue[row] as number] as const
  return {
    state: TCP_STATES[table.state[row] as number] ?? null,
    family: table.family[row],
    local: addressOf(table, table.local, row),
    local_port: table.localPort[row],
    peer: addressOf(table, table.remote, row),
    peer_port: table.remotePort[row],
    receive_queue_bytes: isListener ? null : queues[0],
    send_queue_bytes: isListener ? null : queues[1],
    accept_queue: isListener ? queues[0] : null,
    accept_queue_max: isListener && table.from === 'sock_diag' ? queues[1] : null,
    timer: TCP_TIMERS[table.timer[row] as number] ?? null,
    timer_seconds: isTimed ? (table.expires[row] as number) / 1000 : null,
    retransmits: table.retransmits[row],
    probes: table.probes[row],
    uid: hasOwner(table, row) ? table.uid[row] : null,
    inode: inode === 0 ? null : inode,
    pid: owner?.pid ?? null,
    comm: owner?.comm ?? null,
  }
}

export function addressOf(table: SocketTable, words: Uint32Array, row: number): string {
  return bare(addressAt(words, row, table.family[row] as number))
}

/** Without brackets: the port has a key of its own. */
export function bare(address: string): string {
  return address.replace(/^\[|\]$/g, '')
}
