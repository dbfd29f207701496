import { bytes, count, percentOf, perSecond, sign } from '../../format.ts'
import { conntrack } from '../../model/tcp/conntrack.ts'
import { type UdpRow, udpRates, udpSockets } from '../../model/tcp/udp.ts'
import { isMissing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { bar, type Fact, facts, type Part } from '../facts.ts'
import { quiet } from '../quiet.ts'
import type { Column, Lines, TableSection } from '../view.ts'
import { type Owned, ownerDrill } from './owners.ts'
import type { Seen } from './seen.ts'
import { fact, span } from './show.ts'

/** Datagrams lost at sockets, and the table of the firewall. */
export function udpSection(on: Seen): Lines {
  return {
    kind: 'lines',
    id: 'tcp-udp-summary',
    priority: 2,
    least: 2,
    lines: (width) => facts([udpFact(on), ...conntrackFacts(on)], width),
  }
}

export function udpFact(on: Seen): Fact {
  const now = udpRates(on.counters)
  return fact(
    text`UDP`,
    text`in ${perSecond(now.received)}/s`,
    text`out ${perSecond(now.sent)}/s`,
    loss(text`buffer full`, now.receiveBuffer),
    text`${count(now.receiveBufferEver)} ever`,
    loss(text`not sent`, now.sendBuffer),
    text`no port ${perSecond(now.noPorts)}/s`,
    loss(text`checksum`, now.checksum),
  )
}

function loss(name: ReturnType<typeof clean>, rate: number | null): Part {
  return span(text`${name} ${perSecond(rate)}/s`, rate !== null && rate > 0 ? 'warning' : 'plain')
}

export function conntrackFacts(on: Seen): readonly Fact[] {
  const now = conntrack(on.snapshot.samples, on.pid)
  if (isMissing(now)) return [fact(text`Conntrack`, span(sign(now.missing), 'dim'), span(clean(now.why), 'dim'))]
  const { fill } = now
  const style = fill !== null && fill >= 0.95 ? 'critical' : fill !== null && fill >= 0.8 ? 'warning' : 'plain'
  return [
    {
      ...fact(
        text`Conntrack`,
        span(text`${count(now.entries)} of ${count(now.most)} (${percentOf(fill)})`, style),
        loss(text`insert failed`, now.insertFailed),
        loss(text`dropped`, now.drop),
        loss(text`early drop`, now.earlyDrop),
        text`invalid ${perSecond(now.invalid)}/s`,
      ),
      gauge: bar([{ share: fill ?? 0, style: 'block1', mark: '#' }], 10),
    },
  ]
}

/** Sockets that lose datagrams first. */
export function udpTable(on: Seen, priority: number, owned: Owned): TableSection {
  const { rows, missing } = udpSockets(on.snapshot.samples, on.pid)
  // Without IPv6 there is no udp6.
  const unread = missing.find((one) => one.missing !== 'absent' || !one.source.endsWith('6'))
  const row = (at: number) => rows[at] as UdpRow
  return {
    kind: 'table',
    id: 'tcp-udp',
    title: text`UDP sockets`,
    priority,
    least: 4,
    count: rows.length,
    columns: udpColumns(row, owned),
    sort: { by: 'drops', reverse: true },
    id_of: (at) => row(at).key,
    key: (at) => row(at).key,
    style: (at) => ((row(at).dropsPerSecond ?? 0) > 0 ? 'warning' : 'plain'),
    drill: (at) => {
      const { inode } = row(at)
      const owner = inode === null || !owned ? null : owned.of(inode)
      return owner && ownerDrill(owner)
    },
    empty: unread ? text`no sockets: ${clean(unread.why)}` : text`no UDP socket`,
  }
}

function udpColumns(row: (at: number) => UdpRow, owned: Owned): readonly Column[] {
  const owner = (at: number) => {
    const { inode } = row(at)
    return inode === null || !owned ? null : owned.of(inode)
  }
  return [
    words(
      { id: 'local', title: 'LOCAL', width: 21, priority: 1, help: 'address and port; /proc/net/udp 2' },
      (at) => `${row(at).local}:${row(at).localPort}`,
    ),
    words(
      { id: 'remote', title: 'REMOTE', width: 21, priority: 3, help: 'of a connected socket; /proc/net/udp 3' },
      (at) => (row(at).remotePort === 0 ? '*' : `${row(at).remote}:${row(at).remotePort}`),
    ),
    numbers(
      {
        id: 'rate',
        title: 'LOST/s',
        width: 6,
        priority: 1,
        help: 'datagrams it lost per second: its receive buffer was full; /proc/net/udp drops',
      },
      'count',
      (at) => row(at).dropsPerSecond,
      (value) => quiet(value, perSecond),
    ),
    numbers(
      {
        id: 'drops',
        title: 'LOST',
        width: 8,
        priority: 1,
        help: 'datagrams it lost since it was made; /proc/net/udp drops',
      },
      'count',
      (at) => row(at).drops,
      (value) => quiet(value, count),
    ),
    numbers(
      {
        id: 'rxq',
        title: 'RECV-Q',
        width: 6,
        priority: 1,
        help: 'bytes it has not read, with the kernel’s overhead: compare with net.core.rmem_default; Recv-Q of ss -uan',
      },
      'bytes',
      (at) => row(at).rxQueue,
      (value) => quiet(value, bytes),
    ),
    numbers(
      { id: 'txq', title: 'SEND-Q', width: 6, priority: 4, help: 'bytes it has not sent; Send-Q of ss -uan' },
      'bytes',
      (at) => row(at).txQueue,
      (value) => quiet(value, bytes),
    ),
    {
      ...words(
        {
          id: 'owner',
          title: 'OWNER',
          width: 10,
          priority: 1,
          help: 'process that holds it and its pid; /proc/PID/fd',
        },
        (at) => {
          const found = owner(at)
          return found && `${found.comm} ${found.pid}`
        },
      ),
      grow: true,
    },
  ]
}

/** As declared, for help. */
export const UDP_COLUMNS = udpColumns(() => {
  throw new Error('a declared column has no rows')
}, null)
