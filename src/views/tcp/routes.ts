import { count } from '../../format.ts'
import { routeSource } from '../../model/tcp/ways.ts'
import type { Route, RouteMetric, Routes } from '../../parse/net/routes.ts'
import { tcpRtoMinUs } from '../../parse/sys/net/ipv4.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing, type Missing, valueOf } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import type { Column, Lines, Section, TableSection } from '../view.ts'
import { FOREIGN, peersRemembered, rememberedSection } from './remembered.ts'
import type { Seen } from './seen.ts'
import { fact, millis, span } from './show.ts'

/** TCP_RTO_MIN. Kernel: include/net/tcp.h */
const DEFAULT = 0.2

/** Which routes set an rto_min or other metrics of TCP, those first; what is remembered of peers; or what tells of both instead. */
export function routePage(on: Seen): readonly Section[] {
  const missing = [routesOf(on), peersRemembered(on)].find(isMissing)
  // Pending: they come with the next look.
  if (!missing || missing.missing === 'pending') return [routeHead(on), routeSection(on, 1), rememberedSection(on, 3)]
  return [routeHead(on), insteadSection(on, missing, 1)]
}

function routeSection(on: Seen, priority: number): TableSection {
  const found = routesOf(on)
  const routes = isMissing(found) ? [] : found.routes
  const row = (at: number) => routes[at] as Route
  const key = (at: number) => {
    const { family, to, table, via, device, priority } = row(at)
    return [family, to, table, via, device, priority].join(' ')
  }
  const cut = !isMissing(found) && !found.whole ? text` (the first ${count(routes.length)}: there are more)` : text``
  return {
    kind: 'table',
    id: 'tcp-routes',
    title: text`Routes${cut}`,
    priority,
    least: 4,
    count: routes.length,
    columns: routeColumns(row),
    sort: { by: 'rto', reverse: true },
    id_of: key,
    key,
    style: (at) => (row(at).metrics.length > 0 ? 'plain' : 'dim'),
    empty: isMissing(found) ? clean(found.why) : text`no route`,
  }
}

/** rto_min of those routes that set none, and how many set one. */
function routeHead(on: Seen): Lines {
  const found = routesOf(on)
  const own = isMissing(found) ? null : found.routes.filter(({ metrics }) => rtoMin(metrics) !== null).length
  const least = fact(
    text`rto_min`,
    span(defaultText(on), 'strong'),
    ...(own === null ? [] : [own === 1 ? text`one route sets its own` : text`${count(own)} routes set their own`]),
    span(text`of a route before that of the socket, and both before the setting`, 'dim'),
  )
  return { kind: 'lines', id: 'tcp-route-head', priority: 2, least: 1, lines: (width) => facts([least], width) }
}

function defaultText({ namespace, snapshot }: Seen): Text {
  if (!namespace.settings) return text`-`
  const setting = valueOf(reading(snapshot.samples.after, tcpRtoMinUs))
  return setting === null ? text`${millis(DEFAULT)}, the default` : text`${millis(setting / 1e6)} (tcp_rto_min_us)`
}

export function routesOf(on: Seen): Routes | Missing {
  const found = reading(on.snapshot.samples.after, routeSource)
  return on.namespace.settings ? (isMissing(found) ? found : found.value) : FOREIGN
}

/** Why there are none, and what tells them all the same: to be copied. */
function insteadSection({ namespace, pid, snapshot }: Seen, { why, remedy }: Missing, priority: number): Lines {
  const enter = namespace.settings || pid === null ? '' : `nsenter -t ${pid} -n `
  const lines = [
    fact(
      text`Not read`,
      span(clean(why), 'warning'),
      ...(remedy === null ? [] : [clean(remedy.replace('PID', `${pid}`))]),
    ),
    ...(snapshot.facts.captured
      ? []
      : [
          fact(text`Told by`, text`${clean(enter)}ip route show`),
          fact(text``, text`${clean(enter)}ip -6 route show`),
          fact(text``, text`${clean(enter)}ip tcp_metrics show`),
        ]),
  ]
  return {
    kind: 'lines',
    id: 'tcp-route-commands',
    priority,
    least: 4,
    lines: (width) => lines.flatMap((one) => facts([one], width)),
  }
}

export function rtoMin(metrics: readonly RouteMetric[]): number | null {
  const found = metrics.find(({ name }) => name === 'rto_min')?.value
  return typeof found === 'number' ? found / 1000 : null
}

/** As ip(8) spells it: `mtu lock 1400 rtt 30ms`. */
function metricText({ name, value, locked }: RouteMetric): string {
  const unit = name === 'rtt' || name === 'rttvar' ? 'ms' : ''
  return `${name}${locked ? ' lock' : ''} ${value}${unit}`
}

/** Its name in iproute2's rt_tables where every machine has it. */
function tableName(table: number): string {
  return table === 254 ? 'main' : table === 253 ? 'default' : `${table}`
}

/** Addresses tell which family they are of. */
function toText({ to, family }: Route): string {
  return to === 'default' ? `default, IPv${family}` : to
}

function routeColumns(row: (at: number) => Route): readonly Column[] {
  return [
    words(
      { id: 'to', title: 'ROUTE TO', width: 20, priority: 1, help: 'destination; rtnetlink RTA_DST, ip route show' },
      (at) => toText(row(at)),
    ),
    numbers(
      {
        id: 'rto',
        title: 'RTO_MIN',
        width: 8,
        priority: 1,
        help: 'least wait before data is sent again this way, by connections made since it was set; -: not set; rtnetlink RTAX_RTO_MIN',
      },
      'seconds',
      (at) => rtoMin(row(at).metrics),
      (value) => (value === null ? text`-` : { text: millis(value), style: 'info' }),
    ),
    words(
      { id: 'device', title: 'DEVICE', width: 10, priority: 2, help: 'interface it leaves by; rtnetlink RTA_OIF' },
      (at) => row(at).device ?? (row(at).hops > 0 ? `${row(at).hops} hops` : null),
    ),
    words(
      { id: 'via', title: 'VIA', width: 15, priority: 5, help: 'gateway; -: directly; rtnetlink RTA_GATEWAY' },
      (at) => row(at).via,
    ),
    words(
      { id: 'table', title: 'TABLE', width: 7, priority: 6, help: 'routing table; ip rule show says which is asked' },
      (at) => tableName(row(at).table),
    ),
    words(
      {
        id: 'metrics',
        title: 'METRICS',
        width: 12,
        priority: 2,
        grow: true,
        wish: 36,
        sentence: true,
        help: 'what else TCP is told for this way; lock: it keeps to it; rtnetlink RTA_METRICS, ip-route(8)',
      },
      (at) => {
        const others = row(at).metrics.filter(({ name }) => name !== 'rto_min')
        return others.length === 0 ? null : others.map(metricText).join(' ')
      },
    ),
  ]
}
