import { age, count, perSecond } from '../../format.ts'
import { untilDead } from '../../model/tcp/give-up.ts'
import { idleFor, KEPT_STATES, keepalive } from '../../model/tcp/keepalive.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP_TIMERS } from '../../parse/net/tcp-state.ts'
import { isMissing } from '../../source.ts'
import { clean, join, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import { numbers, words } from '../column.ts'
import { type Fact, facts } from '../facts.ts'
import { quiet } from '../quiet.ts'
import type { Column, Lines, TableSection } from '../view.ts'
import { type Owned, ownerColumns, processDrill } from './owners.ts'
import { type Seen, tableOf } from './seen.ts'
import { endpoint, fact, span } from './show.ts'

export const KEPT = { states: KEPT_STATES, info: true }

/** How many are watched over, and by which settings. */
export function keepaliveSection(on: Seen): Lines {
  const reading = tableOf(on, KEPT)
  const now = isMissing(reading) ? null : keepalive(reading.value)
  const { time, interval, probes } = on.limits.keepalive
  const dead = time === null || interval === null || probes === null ? null : time + interval * probes
  const of = (value: number | undefined) => count(value ?? null)
  const { now: ever, perSecond: rate } = on.counters
  const counted = (counter: string) => text`${perSecond(rate(counter))}/s (${count(ever(counter))} ever)`
  return {
    kind: 'lines',
    id: 'tcp-keepalive-summary',
    priority: 2,
    least: 5,
    lines: (width, rows) => [
      ...facts(
        [
          fact(
            text`Keepalive`,
            span(text`on ${of(now?.on)}`, 'strong'),
            text`off ${of(now?.off)}`,
            text`behind another timer ${of(now?.hidden)}`,
            span(text`probing ${of(now?.probing)}`, (now?.probing ?? 0) > 0 ? 'warning' : 'plain'),
            text`idle 1 h and off ${count(now?.idleHour ?? null)}`,
          ),
          fact(
            text`Probes`,
            text`sent ${counted('TcpExtTCPKeepAlive')}`,
            text`given up by any timer ${counted('TcpExtTCPAbortOnTimeout')}`,
          ),
          fact(
            text`Settings`,
            text`first probe after ${age(time)} of silence`,
            text`then every ${age(interval)}`,
            text`${count(probes)} probes`,
            text`dead after ${age(dead)}`,
          ),
          ...forgotten(time),
        ],
        width,
      ),
      ...(rows < 22 ? [] : facts([NOTE], width)),
    ],
  }
}

/** What stands between the ends forgets a connection that is silent for so long: later the first probe finds the way gone. */
const FORGET = [
  { who: text`NAT, load balancers of clouds (350 s)`, after: 350 },
  { who: text`many firewalls (1 h)`, after: 3600 },
]

function forgotten(time: Seconds | null): readonly Fact[] {
  const late = FORGET.filter(({ after }) => time !== null && time > after).map(({ who }) => who)
  return late.length === 0 ? [] : [fact(text`Forgotten`, span(text`by ${join(late, text`, `)}`, 'info'))]
}

const NOTE = fact(
  text`Note`,
  span(text`It finds peers that are gone and keeps NAT entries alive; reuse of connections is the program’s`, 'dim'),
)

/** Connections that probe, then the longest idle ones. */
export function keepaliveTable(on: Seen, priority: number, owned: Owned): TableSection {
  const reading = tableOf(on, KEPT)
  const table = isMissing(reading) ? null : reading.value
  const top = table ? keepalive(table).rows : { rows: new Int32Array(0), of: 0 }
  const socket = (at: number) => top.rows[at] as number
  const key = (at: number) =>
    table ? `${endpoint(table, 'local', socket(at))} ${endpoint(table, 'remote', socket(at))}` : `${at}`
  const more = top.of > top.rows.length ? text` (${count(top.rows.length)} of ${count(top.of)})` : text``
  return {
    kind: 'table',
    id: 'tcp-keepalive',
    title: text`Open connections${more}`,
    priority,
    least: 4,
    count: top.rows.length,
    columns: [...keepaliveColumns(on, table, socket), ...ownerColumns(table, socket, owned)],
    sort: { by: 'idle', reverse: true },
    id_of: key,
    key,
    drill: (at) => processDrill(table, socket(at), owned),
    empty: isMissing(reading) ? text`no sockets: ${clean(reading.why)}` : text`no open connection`,
  }
}

function keepaliveColumns(
  on: Seen | null,
  table: SocketTable | null,
  socket: (at: number) => number,
): readonly Column[] {
  const kept = (at: number) => table?.timer[socket(at)] === 2
  const left = (at: number) => (table && kept(at) ? (table.expires[socket(at)] as number) / 1000 : null)
  return [
    words({ id: 'remote', title: 'PEER', width: 21, priority: 1, help: 'address and port of the far end' }, (at) =>
      table ? endpoint(table, 'remote', socket(at)) : null,
    ),
    words({ id: 'local', title: 'LOCAL', width: 21, priority: 4, help: 'address and port here' }, (at) =>
      table ? endpoint(table, 'local', socket(at)) : null,
    ),
    words(
      {
        id: 'timer',
        title: 'TIMER',
        width: 10,
        priority: 1,
        help: 'keepalive; off: nothing would notice a dead peer; retransmit, probe, delayed-ack: another stands in front of it; timer of ss -o',
      },
      (at) => (table ? (TCP_TIMERS[table.timer[socket(at)] as number] ?? null) : null),
      (at) => {
        const name = table ? (TCP_TIMERS[table.timer[socket(at)] as number] ?? '-') : '-'
        return { text: clean(name), style: name === 'keepalive' ? 'plain' : 'dim' }
      },
    ),
    numbers(
      {
        id: 'idle',
        title: 'IDLE',
        width: 10,
        priority: 1,
        help: 'since data went or came last; tcp_info last_data_sent, last_data_recv; lastsnd, lastrcv of ss -i',
      },
      'seconds',
      (at) => (table ? idleFor(table, socket(at)) : null),
      (value) => age(value),
    ),
    numbers(
      {
        id: 'next',
        title: 'NEXT IN',
        width: 10,
        priority: 1,
        help: 'until its keepalive timer fires: then it probes, unless data came since; tm->when of /proc/net/tcp',
      },
      'seconds',
      left,
      (value) => age(value),
    ),
    numbers(
      { id: 'probes', title: 'PROBES', width: 6, priority: 1, help: 'probes out without an answer; tcp_info probes' },
      'count',
      (at) => (table && kept(at) ? (table.probes[socket(at)] as number) : null),
      (value) => (value ? { text: count(value), style: 'warning' } : quiet(value, count)),
    ),
    numbers(
      {
        id: 'dead',
        title: 'DEAD IN',
        width: 10,
        priority: 2,
        help: 'until it is declared dead if no probe is answered, by the sysctls: a socket’s own TCP_KEEPINTVL, TCP_KEEPCNT can’t be seen from outside',
      },
      'seconds',
      (at) => {
        const expires = left(at)
        if (!table || !on || expires === null) return null
        const { probes, interval } = on.limits.keepalive
        return untilDead(table.probes[socket(at)] as number, expires, probes, interval)
      },
      (value) => age(value),
    ),
  ]
}

/** As declared, for help. */
export const KEEPALIVE_COLUMNS = keepaliveColumns(null, null, () => 0)
