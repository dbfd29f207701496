import { count, percent, perSecond } from '../../format.ts'
import type { App } from '../../model/app/app.ts'
import type { Flow } from '../../model/app/flow.ts'
import { isMissing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { inPercent, numbers, words } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { eachLasts, lasting, tcpDrill } from './show.ts'

/** Its listeners, then its upstreams by address and port. Enter opens them in the TCP pane. */
export function connectionSection(app: App): TableSection {
  const { flows } = app
  const rows = isMissing(flows) ? [] : [...flows.listeners, ...flows.upstreams]
  const row = (at: number) => rows[at] as Flow
  return {
    kind: 'table',
    id: 'app-connections',
    title: text`Listeners and upstreams`,
    priority: 2,
    least: Math.min(Math.max(1, rows.length), 3) + 2,
    count: rows.length,
    columns: connectionColumns(row),
    sort: { by: 'estab', reverse: true },
    id_of: (at) => `${row(at).direction} ${row(at).name}`,
    key: (at) => `${row(at).direction} ${row(at).name}`,
    style: (at) => (row(at).listener?.full ? 'warning' : 'plain'),
    drill: (at) =>
      row(at).direction === 'in'
        ? tcpDrill(app, 'listeners', {}, row(at).name)
        : tcpDrill(app, 'peers', { peer: row(at).peer }, row(at).peer),
    empty: isMissing(flows) ? text`no sockets: ${clean(flows.why)}` : text`no TCP connection and no listener`,
  }
}

function connectionColumns(row: (at: number) => Flow): readonly Column[] {
  const counted = (
    id: string,
    title: string,
    width: number,
    priority: number,
    help: string,
    of: (flow: Flow) => number | null,
  ) =>
    numbers(
      { id, title, width, priority, help },
      'count',
      (at) => of(row(at)),
      (value) => quiet(value, count),
    )
  return [
    words(
      {
        id: 'direction',
        title: 'DIR',
        width: 3,
        priority: 1,
        help: 'in: a port it listens on; out: an upstream it connects to',
      },
      (at) => row(at).direction,
    ),
    words(
      {
        id: 'name',
        title: 'ADDRESS',
        width: 21,
        priority: 1,
        help: 'its own address and port, or those of the upstream; /proc/net/tcp 2, 3',
      },
      (at) => row(at).name,
    ),
    numbers(
      {
        id: 'queue',
        title: 'QUEUE',
        width: 6,
        priority: 1,
        help: 'connections that wait for accept(2); Recv-Q of ss -ltn, /proc/net/tcp 5',
      },
      'count',
      (at) => row(at).listener?.queue ?? null,
      (value, at) =>
        row(at).listener?.full ? { text: text`${count(value)}!`, style: 'critical' } : quiet(value, count),
    ),
    counted(
      'most',
      'MAX',
      5,
      3,
      'how many may wait: listen(2) and net.core.somaxconn; sock_diag only',
      (flow) => flow.listener?.most ?? null,
    ),
    counted('estab', 'ESTAB', 6, 1, 'established now; /proc/net/tcp 4', (flow) => flow.estab),
    numbers(
      {
        id: 'opened',
        title: 'NEW/s',
        width: 6,
        priority: 1,
        help: 'connections that begin a second: its part of what is new, of TcpPassiveOpens or TcpActiveOpens; /proc/net/snmp',
      },
      'count',
      (at) => row(at).opened,
      (value) => quiet(value, perSecond),
    ),
    numbers(
      {
        id: 'lifetime',
        title: 'LASTS',
        width: 7,
        priority: 1,
        help: 'mean time a connection is there: ESTAB / NEW/s (Little’s law); < where none was at this look',
      },
      'seconds',
      (at) => row(at).lifetime,
      (_, at) => eachLasts(row(at)) ?? lasting(null),
    ),
    numbers(
      {
        id: 'kept',
        title: '%REUSE',
        width: 6,
        priority: 2,
        help: 'of the connections of the interval, those that began before it: 100 keep-alive, 0 a new one each time',
      },
      'percent',
      (at) => inPercent(row(at).kept),
      (_, at) => percent(row(at).kept),
    ),
    numbers(
      {
        id: 'first',
        title: '%FIRST',
        width: 6,
        priority: 2,
        help: 'of those that ended, those that this side closed first, which keeps the TIME-WAIT',
      },
      'percent',
      (at) => inPercent(row(at).closedFirst),
      (_, at) => percent(row(at).closedFirst),
    ),
    counted(
      'waits',
      'TIME-W',
      6,
      2,
      'TIME-WAIT on this side: it closed first; of an upstream those of all programs here',
      (flow) => flow.waits,
    ),
    counted('closewait', 'CLOSE-W', 7, 4, 'the other end has closed, the service has not', (flow) => flow.closeWait),
    counted(
      'opening',
      'SYN',
      5,
      5,
      'not made yet: SYN-RECV at a listener, SYN-SENT to an upstream',
      (flow) => flow.opening,
    ),
    {
      ...words(
        {
          id: 'peers',
          title: 'PEERS',
          width: 12,
          priority: 5,
          help: 'addresses at the far end with their connections, most first',
        },
        (at) => peersOf(row(at)),
      ),
      grow: true,
    },
  ]
}

function peersOf({ peers, direction }: Flow): string {
  if (direction === 'out') return ''
  return peers.map(({ name, count: n }) => `${name} ${n}`).join(', ')
}

/** As declared, for help. */
export const CONNECTION_COLUMNS = connectionColumns(() => {
  throw new Error('a declared column has no rows')
})
