import { count } from '../../format.ts'
import { backingOff, connecting, givenUpIn, UNANSWERED_STATES } from '../../model/tcp/backoff.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP_STATES } from '../../parse/net/tcp-state.ts'
import { isMissing, type Reading } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { type Owned, ownerColumns } from './owners.ts'
import { aboutOf, type Seen, tableOf } from './seen.ts'
import { endpoint, millis, wait } from './show.ts'

export const UNANSWERED = { states: UNANSWERED_STATES, info: true }

/** Connections whose data nobody acknowledges. */
export function backoffSection(on: Seen, priority: number, owned: Owned): TableSection {
  const reading = tableOf(on, UNANSWERED)
  const rows = isMissing(reading) ? NONE : backingOff(reading.value)
  return unanswered(on, reading, rows.rows, {
    id: 'tcp-backoff',
    title: text`In backoff: data out, a timeout passed, no answer`,
    empty: text`no connection waits for a retransmission`,
    priority,
    owned,
  })
}

/** connect(2) that nobody answers. */
export function connectSection(on: Seen, priority: number, owned: Owned): TableSection {
  const reading = tableOf(on, UNANSWERED)
  const rows = isMissing(reading) ? NONE : connecting(reading.value)
  return unanswered(on, reading, rows.rows, {
    id: 'tcp-connecting',
    title: text`Connecting: SYN sent, no answer`,
    empty: text`no connect waits for an answer`,
    priority,
    owned,
  })
}

const NONE = { rows: new Int32Array(0), of: 0 }

interface Shown {
  readonly id: string
  readonly title: Text
  readonly empty: Text
  readonly priority: number
  readonly owned: Owned
}

function unanswered(
  on: Seen,
  reading: Reading<SocketTable>,
  rows: Int32Array,
  { id, title, empty, priority, owned }: Shown,
): TableSection {
  const table = isMissing(reading) ? null : reading.value
  const socket = (at: number) => rows[at] as number
  const key = (at: number) =>
    table ? `${endpoint(table, 'local', socket(at))} ${endpoint(table, 'remote', socket(at))}` : `${at}`
  return {
    kind: 'table',
    id,
    title,
    priority,
    least: 4,
    count: rows.length,
    columns: [
      ...socketColumns(on, table, socket),
      ...(id === 'tcp-backoff' ? infoColumns(table, socket) : []),
      ...ownerColumns(table, socket, owned),
    ],
    sort: { by: 'retransmits', reverse: true },
    id_of: key,
    key,
    drill: (at) =>
      table && {
        view: 'tcp',
        page: 'peers',
        about: aboutOf(on, {
          peer: endpoint(table, 'remote', socket(at))
            .replace(/:[^:]*$/, '')
            .replace(/^\[|\]$/g, ''),
        }),
        title: text`peer`,
      },
    empty: isMissing(reading) ? text`no sockets: ${clean(reading.why)}` : empty,
  }
}

function socketColumns(on: Seen | null, table: SocketTable | null, socket: (at: number) => number): readonly Column[] {
  return [
    words({ id: 'remote', title: 'PEER', width: 21, priority: 1, help: 'address and port that do not answer' }, (at) =>
      table ? endpoint(table, 'remote', socket(at)) : null,
    ),
    words({ id: 'local', title: 'LOCAL', width: 21, priority: 4, help: 'address and port here' }, (at) =>
      table ? endpoint(table, 'local', socket(at)) : null,
    ),
    words({ id: 'state', title: 'STATE', width: 10, priority: 3, help: 'in the names of ss' }, (at) =>
      table ? (TCP_STATES[table.state[socket(at)] as number] ?? null) : null,
    ),
    numbers(
      {
        id: 'retransmits',
        title: 'AGAIN',
        width: 5,
        priority: 1,
        help: 'timeouts in a row without an answer: of a connect, SYNs beyond the first; retrnsmt of /proc/net/tcp',
      },
      'count',
      (at) => table?.retransmits[socket(at)] ?? null,
      (value) => (value !== null && value >= 3 ? { text: count(value), style: 'warning' } : count(value)),
    ),
    numbers(
      {
        id: 'next',
        title: 'NEXT IN',
        width: 8,
        priority: 1,
        help: 'until it is sent again; tm->when of /proc/net/tcp',
      },
      'seconds',
      (at) => (table ? (table.expires[socket(at)] as number) / 1000 : null),
      (value) => wait(value),
    ),
    numbers(
      {
        id: 'gives_up',
        title: 'DIES IN',
        width: 8,
        priority: 1,
        help: 'until the kernel gives up with ETIMEDOUT if nobody answers: tcp_retries2, tcp_orphan_retries, tcp_syn_retries with tcp_syn_linear_timeouts; a TCP_USER_TIMEOUT of the program comes first',
      },
      'seconds',
      (at) => (table && on ? givenUpIn(table, socket(at), on.limits.retry) : null),
      (value) => wait(value),
    ),
  ]
}

function infoColumns(table: SocketTable | null, socket: (at: number) => number): readonly Column[] {
  const info = (at: number) => (table?.info?.has[socket(at)] ? table.info : null)
  const time = (column: 'rto' | 'rtt') => (at: number) => {
    const micros = info(at)?.[column][socket(at)]
    return micros === undefined ? null : micros / 1e6
  }
  return [
    numbers(
      {
        id: 'rto',
        title: 'RTO',
        width: 8,
        priority: 2,
        help: 'wait before the next retransmission, doubled by each timeout: 200 ms and more, at most tcp_rto_max_ms; tcp_info rto',
      },
      'seconds',
      time('rto'),
      (value) => millis(value),
    ),
    numbers(
      {
        id: 'rtt',
        title: 'RTT',
        width: 8,
        priority: 3,
        help: 'smoothed round trip when it still answered; tcp_info rtt',
      },
      'seconds',
      time('rtt'),
      (value) => millis(value),
    ),
    numbers(
      {
        id: 'unacked',
        title: 'UNACKED',
        width: 7,
        priority: 2,
        help: 'segments out and not acknowledged; tcp_info unacked',
      },
      'count',
      (at) => info(at)?.unacked[socket(at)] ?? null,
      (value) => quiet(value, count),
    ),
  ]
}

/** As declared, for help. */
export const UNANSWERED_COLUMNS = [...socketColumns(null, null, () => 0), ...infoColumns(null, () => 0)]
