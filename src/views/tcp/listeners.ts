import { count, percent, perSecond } from '../../format.ts'
import { type Listener, listenersOf } from '../../model/tcp/listeners.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { stateMask, TCP } from '../../parse/net/tcp-state.ts'
import { somaxconn } from '../../parse/sys/net/core.ts'
import { tcpAbortOnOverflow, tcpMaxSynBacklog, tcpSyncookies } from '../../parse/sys/net/ipv4.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing, type Source, valueOf } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column, Lines, TableSection } from '../view.ts'
import { type Owned, ownerColumns, processDrill } from './owners.ts'
import { aboutOf, type Seen, tableOf } from './seen.ts'
import { endpoint, fact, span } from './show.ts'
import { untoldNote } from './untold.ts'

export const LISTENING = { states: stateMask(TCP.LISTEN, TCP.SYN_RECV), drops: true }

/** Who waits for connections, and whether somebody takes them: fullest queue first. */
export function listenerSection(on: Seen, priority: number, owned: Owned): TableSection {
  const isPage = on.place.page === 'listeners'
  const found = tableOf(on, isPage ? LISTENING : {})
  const table = isMissing(found) ? null : found.value
  const rows = table ? listenersOf(table) : []
  const row = (at: number) => rows[at] as Listener
  const socket = (at: number) => row(at).row
  return {
    kind: 'table',
    id: 'tcp-listeners',
    title: text`Listeners${untoldNote(on, table, isPage ? text`no MAX, no DROPS` : text`no MAX`)}`,
    priority,
    least: 4,
    count: rows.length,
    columns: listenerColumns(row, table, ownerColumns(table, socket, owned)).filter(
      ({ id }) => id !== 'drops' || isPage,
    ),
    sort: { by: 'fill', reverse: true },
    id_of: (at) => keyOf(table, socket(at)),
    key: (at) => keyOf(table, socket(at)),
    style: (at) => (row(at).full ? 'warning' : 'plain'),
    drill: (at) =>
      isPage
        ? processDrill(table, socket(at), owned)
        : { view: 'tcp', page: 'listeners', about: aboutOf(on), title: text`listeners` },
    empty: isMissing(found) ? text`no listeners: ${clean(found.why)}` : text`nobody listens`,
  }
}

/** What listeners lost, and what caps their queues. */
export function listenHead(on: Seen): Lines {
  const { now, perSecond: rate } = on.counters
  const lost = (name: Text, counter: string) => {
    const value = rate(counter)
    return span(
      text`${name} ${perSecond(value)}/s (${count(now(counter))} ever)`,
      value !== null && value > 0 ? 'critical' : 'plain',
    )
  }
  const setting = (source: Source<number>) => {
    const value = valueOf(reading(on.snapshot.samples.after, source))
    return on.namespace.settings ? count(value) : text`-`
  }
  const losses = fact(
    text`Lost`,
    lost(text`accept queue full`, 'TcpExtListenOverflows'),
    lost(text`all`, 'TcpExtListenDrops'),
    lost(text`SYN queue full`, 'TcpExtTCPReqQFullDrop'),
  )
  const cookies = fact(
    text`Cookies`,
    lost(text`sent`, 'TcpExtSyncookiesSent'),
    text`came back ${count(now('TcpExtSyncookiesRecv'))}`,
    text`wrong ${count(now('TcpExtSyncookiesFailed'))}`,
  )
  const caps = fact(
    text`Caps`,
    text`somaxconn ${setting(somaxconn)}`,
    text`tcp_max_syn_backlog ${setting(tcpMaxSynBacklog)}`,
    text`tcp_syncookies ${setting(tcpSyncookies)}`,
    text`tcp_abort_on_overflow ${setting(tcpAbortOnOverflow)}`,
  )
  return {
    kind: 'lines',
    id: 'tcp-listen-head',
    priority: 2,
    least: 2,
    lines: (width, rows) => [losses, cookies, ...(rows < 18 ? [] : [caps])].flatMap((one) => facts([one], width)),
  }
}

export const LISTEN_SETTINGS = [somaxconn, tcpMaxSynBacklog, tcpSyncookies, tcpAbortOnOverflow]

function keyOf(table: SocketTable | null, row: number): string {
  return table
    ? `${endpoint(table, 'local', row)} ${table.inode[row]} ${table.ifindex[row]} ${table.cookie[row]}`
    : `${row}`
}

function listenerColumns(
  row: (at: number) => Listener,
  table: SocketTable | null,
  owner: readonly Column[],
): readonly Column[] {
  return [
    {
      ...words(
        {
          id: 'local',
          title: 'LISTENS AT',
          width: 21,
          priority: 1,
          help: 'address and port; 0.0.0.0 and *: every address of the machine; /proc/net/tcp 2',
        },
        (at) => (table ? endpoint(table, 'local', row(at).row) : null),
      ),
    },
    numbers(
      {
        id: 'queue',
        title: 'QUEUE',
        width: 6,
        priority: 1,
        help: 'established connections that wait for accept(2); Recv-Q of ss -ltn, /proc/net/tcp 5',
      },
      'count',
      (at) => row(at).queue,
      (value, at) => queueCell(value, row(at)),
    ),
    numbers(
      {
        id: 'most',
        title: 'MAX',
        width: 6,
        priority: 1,
        help: 'how many may wait: the lesser of listen(2) and net.core.somaxconn, one more fits in; Send-Q of ss -ltn, sock_diag; -: /proc/net/tcp does not tell',
      },
      'count',
      (at) => row(at).most,
      (value) => count(value),
    ),
    numbers(
      { id: 'fill', title: '%FULL', width: 6, priority: 2, help: 'the queue of its maximum and one' },
      'percent',
      (at) => row(at).share,
      (value) => (value === null ? percent(null) : quietShare(value)),
    ),
    numbers(
      {
        id: 'synrecv',
        title: 'SYN-RECV',
        width: 8,
        priority: 2,
        help: 'half open at this port: SYN came, last ACK did not, or the queue is full; it may hold as many as MAX; sock_diag',
      },
      'count',
      (at) => row(at).synRecv,
      (value) => quiet(value, count),
    ),
    numbers(
      {
        id: 'drops',
        title: 'DROPS',
        width: 7,
        priority: 3,
        help: 'SYNs and connections it lost since it was opened: queue full, no memory, a filter; d of ss -ltm, sock_diag sk_drops (Linux 4.7); -: /proc/net/tcp does not tell',
      },
      'count',
      (at) => row(at).drops,
      (value) => (value ? { text: count(value), style: 'warning' } : quiet(value, count)),
    ),
    ...owner,
  ]
}

function queueCell(value: number | null, listener: Listener): Cell {
  if (listener.full) return { text: text`${count(value)}!`, style: 'critical' }
  if ((listener.share ?? 0) >= 0.7) return { text: count(value), style: 'warning' }
  return quiet(value, count)
}

/** As declared, for help. */
export const LISTENER_COLUMNS = listenerColumns(
  () => {
    throw new Error('a declared column has no rows')
  },
  null,
  [],
)
