import { count, percent } from '../../format.ts'
import { type Peer, peersOf } from '../../model/tcp/peers.ts'
import { addressAt } from '../../parse/net/address.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { isMissing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { aboutOf, type Seen, tableOf } from './seen.ts'
import { millis } from './show.ts'

/** Retransmissions by peer need tcp_info. */
export const WITH_INFO = { info: true }

/** Connections by the address at the far end. Enter shows one. */
export function peerSection(on: Seen, priority: number): TableSection {
  const reading = tableOf(on, WITH_INFO)
  const found = isMissing(reading) ? null : peersOf(reading.value)
  const peers = found?.peers ?? []
  const row = (at: number) => peers[at] as Peer
  const name = (at: number) => peerName(found?.table ?? null, row(at))
  const more =
    found && found.count > peers.length ? text` (the first ${count(peers.length)} of ${count(found.count)})` : text``
  return {
    kind: 'table',
    id: 'tcp-peers',
    title: text`Peers${more}`,
    priority,
    least: 4,
    count: peers.length,
    columns: peerColumns(row, name),
    sort: { by: 'total', reverse: true },
    id_of: name,
    key: name,
    drill: (at) => ({
      view: 'tcp',
      page: 'peers',
      about: aboutOf(on, { peer: name(at) }),
      title: clean(name(at)),
    }),
    empty: isMissing(reading) ? text`no peers: ${clean(reading.why)}` : text`no connection`,
  }
}

/** A peer of IPv4 that a socket of IPv6 talks to is the same peer. */
export function peerName(table: SocketTable | null, { row }: Pick<Peer, 'row'>): string {
  if (!table) return '-'
  const isMapped =
    table.remote[row * 4] === 0 && table.remote[row * 4 + 1] === 0 && table.remote[row * 4 + 2] === 0xffff
  return addressAt(table.remote, row, isMapped ? 4 : 6).replace(/^\[|\]$/g, '')
}

type By = (at: number) => number | null

function counted(id: string, title: string, priority: number, help: string, by: By): Column {
  return numbers({ id, title, width: Math.max(6, title.length), priority, help }, 'count', by, (value) =>
    quiet(value, count),
  )
}

function peerColumns(row: (at: number) => Peer, name: (at: number) => string): readonly Column[] {
  return [
    {
      ...words(
        { id: 'peer', title: 'PEER', width: 15, priority: 1, help: 'address of the far end; /proc/net/tcp 3' },
        name,
      ),
    },
    counted('total', 'ALL', 1, 'sockets with it, in every state', (at) => row(at).total),
    counted('estab', 'ESTAB', 1, 'established', (at) => row(at).estab),
    counted(
      'client',
      'TW OUT',
      1,
      'TIME-WAIT of connections made here: each keeps a port of the range for 60 s',
      (at) => row(at).waitsClient,
    ),
    counted(
      'server',
      'TW IN',
      1,
      'TIME-WAIT of connections accepted here: costs memory, no port of the range',
      (at) => row(at).waitsServer,
    ),
    counted('closewait', 'CLOSE-W', 2, 'the peer has closed, our program has not', (at) => row(at).closeWait),
    counted('synsent', 'SYN-S', 3, 'connects it has not answered', (at) => row(at).synSent),
    counted('synrecv', 'SYN-R', 4, 'connections it has not completed', (at) => row(at).synRecv),
    numbers(
      {
        id: 'backoff',
        title: 'BACKOFF',
        width: 7,
        priority: 2,
        help: 'sockets with a timeout it has not answered; retransmission timer, retransmits > 0',
      },
      'count',
      (at) => row(at).backingOff,
      (value) => (value ? { text: count(value), style: 'warning' } : quiet(value, count)),
    ),
    counted(
      'resent',
      'RESENT',
      3,
      'segments sent again over the lives of the connections there are; tcp_info total_retrans',
      (at) => row(at).retransmitted,
    ),
    numbers(
      {
        id: 'lossy',
        title: '%RESENT',
        width: 7,
        priority: 2,
        help: 'bytes sent again of bytes sent, of the connections there are; tcp_info bytes_retrans, bytes_sent, Linux 4.19',
      },
      'percent',
      (at) => row(at).lossy,
      (value) => (value === null ? percent(null) : quietShare(value)),
    ),
    numbers(
      { id: 'rtt', title: 'MIN RTT', width: 8, priority: 3, help: 'shortest round trip measured; tcp_info min_rtt' },
      'seconds',
      (at) => row(at).minRtt,
      (value) => millis(value),
    ),
  ]
}

/** As declared, for help. */
export const PEER_COLUMNS = peerColumns(
  () => {
    throw new Error('a declared column has no rows')
  },
  () => '-',
)
