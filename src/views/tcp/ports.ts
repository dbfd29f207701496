import { age, count, percent, perSecond } from '../../format.ts'
import type { PortUse } from '../../model/tcp/ports.ts'
import { addressAt } from '../../parse/net/address.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column, Lines, TableSection } from '../view.ts'
import { aboutOf, portsOf, type Seen } from './seen.ts'
import { endpoint, fact, span } from './show.ts'

/** The range, and what is taken from it. */
export function rangeSection(on: Seen): Lines {
  const { range } = on
  const ports = portsOf(on)
  const parts = range
    ? [
        span(text`${count(range.low)} to ${count(range.high)}`, range.assumed ? 'dim' : 'strong'),
        ...(range.assumed ? [span(text`assumed: that of another namespace can’t be read`, 'info')] : []),
        text`reserved ${count(range.reserved.size)}`,
        text`usable ${count(ports?.usable ?? null)} for each source, destination and port`,
        text`in use at all ${count(ports?.distinct ?? null)}`,
        text`60 s each: ${perSecond((ports?.usable ?? 0) / 60)}/s to one destination at most, where this side closes first`,
      ]
    : [span(text`-`, 'dim')]
  const reuse = fact(
    text`Remedy`,
    text`keep connections open (a pool, HTTP keep-alive)`,
    text`a wider ip_local_port_range`,
    text`more addresses`,
    text`tcp_tw_reuse=1: for the side that connects only`,
  )
  return {
    kind: 'lines',
    id: 'tcp-range',
    priority: 3,
    least: 2,
    lines: (width, rows) => [
      ...facts([fact(text`Range`, ...parts)], width),
      ...(rows < 20 ? [] : facts([reuse], width)),
    ],
  }
}

/** Outgoing connections by source, destination and port: highest first. Enter shows the peer. */
export function portSection(on: Seen, priority: number): TableSection {
  const ports = portsOf(on)
  const uses = ports?.uses ?? []
  const table = ports?.table ?? null
  const row = (at: number) => uses[at] as PortUse
  const more =
    ports && ports.triples > uses.length ? text` (the first ${count(uses.length)} of ${count(ports.triples)})` : text``
  return {
    kind: 'table',
    id: 'tcp-ports',
    title: text`Ports in use by destination${more}`,
    priority,
    least: 4,
    count: uses.length,
    columns: portColumns(row, table),
    sort: { by: 'share', reverse: true },
    id_of: (at) => keyOf(table, row(at).row),
    key: (at) => keyOf(table, row(at).row),
    style: (at) => (row(at).share >= 0.7 ? 'warning' : 'plain'),
    drill: (at) => {
      if (!table) return null
      const peer = addressAt(table.remote, row(at).row, table.family[row(at).row] as number)
      return { view: 'tcp', page: 'peers', about: aboutOf(on, { peer }), title: text`peer` }
    },
    empty: text`no outgoing connection`,
  }
}

function keyOf(table: SocketTable | null, row: number): string {
  return table
    ? `${table.local.subarray(row * 4, row * 4 + 4).join()} ${table.remote.subarray(row * 4, row * 4 + 4).join()} ${table.remotePort[row]}`
    : `${row}`
}

function portColumns(row: (at: number) => PortUse, table: SocketTable | null): readonly Column[] {
  return [
    words(
      { id: 'local', title: 'FROM', width: 15, priority: 1, help: 'address of this side; /proc/net/tcp 2' },
      (at) => (table ? addressAt(table.local, row(at).row, table.family[row(at).row] as number) : null),
    ),
    {
      ...words(
        { id: 'remote', title: 'TO', width: 21, priority: 1, help: 'address and port of the far end; /proc/net/tcp 3' },
        (at) => (table ? endpoint(table, 'remote', row(at).row) : null),
      ),
    },
    numbers(
      {
        id: 'used',
        title: 'PORTS',
        width: 6,
        priority: 1,
        help: 'ports of ip_local_port_range that its connections hold, TIME-WAIT too; not those a listener has',
      },
      'count',
      (at) => row(at).used,
      (value) => count(value),
    ),
    numbers(
      {
        id: 'share',
        title: '%USED',
        width: 5,
        priority: 1,
        help: 'of the usable ports: the range less reserved ones and those of listeners; at 100 connect(2) fails with EADDRNOTAVAIL',
      },
      'percent',
      (at) => row(at).share,
      shareCell,
    ),
    numbers(
      {
        id: 'growth',
        title: 'NEW/s',
        width: 6,
        priority: 2,
        help: 'ports more (or fewer) per second since the last sample',
      },
      'count',
      (at) => row(at).growth,
      (value) => quiet(value, perSecond),
    ),
    numbers(
      {
        id: 'exhausted',
        title: 'FULL IN',
        width: 8,
        priority: 1,
        help: 'until no port is left at the present rate; -: not growing, or it settles below, as each TIME-WAIT goes after 60 s',
      },
      'seconds',
      (at) => row(at).exhausted,
      (value) => (value !== null && value < 600 ? { text: age(value), style: 'warning' } : age(value)),
    ),
    numbers(
      {
        id: 'settles',
        title: 'SETTLES',
        width: 7,
        priority: 3,
        help: 'how many it will be at the present rate of new TIME-WAIT, each of which goes after 60 s; -: no growth by them',
      },
      'count',
      (at) => row(at).settles,
      (value) => count(value),
    ),
    numbers(
      { id: 'estab', title: 'ESTAB', width: 6, priority: 2, help: 'of them established' },
      'count',
      (at) => row(at).estab,
      (value) => quiet(value, count),
    ),
    numbers(
      {
        id: 'timewait',
        title: 'TIME-W',
        width: 6,
        priority: 2,
        help: 'of them in TIME-WAIT: held for 60 s after closing',
      },
      'count',
      (at) => row(at).timeWait,
      (value) => quiet(value, count),
    ),
  ]
}

function shareCell(value: number | null): Cell {
  if (value === null) return percent(null)
  return value >= 0.9
    ? { text: text`${percent(value)}!`, style: 'critical' }
    : value >= 0.7
      ? { text: percent(value), style: 'warning' }
      : quietShare(value)
}

/** As declared, for help. */
export const PORT_COLUMNS = portColumns(() => {
  throw new Error('a declared column has no rows')
}, null)
