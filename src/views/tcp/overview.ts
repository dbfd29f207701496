import { age, count, percentOf, perSecond } from '../../format.ts'
import { backingOff } from '../../model/tcp/backoff.ts'
import { closedFirstEver, connections } from '../../model/tcp/connections.ts'
import { listenersOf } from '../../model/tcp/listeners.ts'
import type { PortUse } from '../../model/tcp/ports.ts'
import { retransmission } from '../../model/tcp/retransmission.ts'
import { socketSummary } from '../../model/tcp/summary.ts'
import { waitSides } from '../../model/tcp/wait-sides.ts'
import { isMissing } from '../../source.ts'
import type { Line, Style } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Share } from '../../units.ts'
import { bar, type Fact, oneLine, type Part } from '../facts.ts'
import type { Lines } from '../view.ts'
import { abortFact } from './aborted.ts'
import { memoryFact } from './memory.ts'
import { resentStyle } from './retransmission.ts'
import { portsOf, type Seen, tableOf } from './seen.ts'
import { endpoint, fact, span, sparing } from './show.ts'
import { conntrackFacts, udpFact } from './udp.ts'

/** Whose sockets these are, where it is not a matter of course. */
export function namespaceFact({ namespace, pid }: Seen): Fact {
  const { id, own, comm } = namespace
  if (pid === null) return fact(text`Namespace`, own === null ? text`-` : text`whytop’s own, ${clean(own)}`)
  const same = id !== null && id === own
  return fact(
    text`Namespace`,
    span(text`of process ${pid} ${clean(comm ?? '')}`, 'strong'),
    sparing(1, span(id === null ? text`which one can’t be told` : text`${clean(id)}`, 'plain')),
    ...(same
      ? [span(text`whytop’s own`, 'dim')]
      : [
          span(text`no sysctls, no sock_diag of it`, 'info'),
          sparing(2, span(text`so no limits, backlogs, tcp_info, routes`, 'dim')),
        ]),
  )
}

/** What is wrong, then how much there is of what. */
export function overviewSection(on: Seen): Lines {
  return {
    kind: 'lines',
    id: 'tcp-summary',
    priority: 1,
    least: 5,
    lines: (width, rows) => summaryLines(on, width, rows),
  }
}

function summaryLines(on: Seen, width: number, rows: number): readonly Line[] {
  const wide = width >= 80
  const first = on.pid === null ? [] : [namespaceFact(on)]
  const all = [
    ...first,
    socketFact(on),
    flowFact(on),
    portFact(on, wide),
    listenFact(on),
    resentFact(on),
    waitFact(on, wide),
    ...(rows >= 19 ? [memoryFact(on)] : []),
  ]
  return all.flatMap((one) => ownLine(one, width))
}

/** What died or was lost besides, and whose network it is. */
export function lostSection(on: Seen): Lines {
  const all = [
    abortFact(on),
    udpFact(on),
    ...conntrackFacts(on),
    ...(on.pid === null && on.namespace.own !== null ? [namespaceFact(on)] : []),
  ]
  return {
    kind: 'lines',
    id: 'tcp-lost',
    priority: 1,
    least: all.length,
    rest: TALL,
    lines: (width) => all.flatMap((one) => ownLine(one, width)),
  }
}

const TALL = 24

/** Every number stays where it is. */
function ownLine(one: Fact, width: number): readonly Line[] {
  return oneLine([one], width).slice(0, 1)
}

/** `ss -s`. */
function socketFact(on: Seen): Fact {
  const now = socketSummary(on.snapshot.samples, on.pid, on.counters, on.snapshot.facts.pageSize)
  return fact(
    text`Sockets`,
    span(count(now.total), 'strong'),
    text`estab ${count(now.estab)}`,
    text`timewait ${count(now.timeWait)}`,
    sparing(2, text`orphaned ${count(now.orphaned)}`),
    sparing(3, text`closed ${count(now.closed)}`),
    sparing(4, text`IPv4 ${count(now.inuse4)}`),
    sparing(4, text`IPv6 ${count(now.inuse6)}`),
  )
}

function flowFact(on: Seen): Fact {
  const now = connections(on.counters)
  const first = now.closedFirst ?? closedFirstEver(on.counters)
  return fact(
    text`New`,
    text`connects ${perSecond(now.connects)}/s`,
    text`accepts ${perSecond(now.accepts)}/s`,
    odd(text`failed`, now.fails, 1),
    sparing(1, odd(text`reset`, now.resets, 1)),
    sparing(3, text`RST sent ${perSecond(now.resetsSent)}/s`),
    ...(first === null
      ? []
      : [
          sparing(
            2,
            text`closes first: ${closer(first)} (${percentOf(Math.min(1, first))}${now.closedFirst === null ? text` ever` : text``})`,
          ),
        ]),
  )
}

/** Only the first to close has a TIME_WAIT of it. */
export function closer(share: Share): Text {
  return share >= 0.75 ? text`this side` : share <= 0.25 ? text`the peers` : text`both`
}

function odd(name: Text, rate: number | null, from: number): Part {
  return span(text`${name} ${perSecond(rate)}/s`, rate !== null && rate >= from ? 'warning' : 'plain')
}

function portFact(on: Seen, wide: boolean): Fact {
  const ports = portsOf(on)
  const worst = ports?.uses[0]
  if (!ports) return fact(text`Ports`, span(text`-`, 'dim'))
  if (!worst) return fact(text`Ports`, span(text`no outgoing connection`, 'dim'), text`usable ${count(ports.usable)}`)
  const style: Style = worst.share >= 0.9 ? 'critical' : worst.share >= 0.7 ? 'warning' : 'strong'
  return {
    ...fact(
      text`Ports`,
      span(text`${percentOf(worst.share)}`, style),
      text`${count(worst.used)} of ${count(ports.usable)} to ${clean(endpoint(ports.table, 'remote', worst.row))}`,
      outlook(worst, ports.usable),
    ),
    ...(wide ? { gauge: bar([{ share: worst.share, style: 'block1', mark: '#' }], 10) } : {}),
  }
}

function outlook({ growth, exhausted, settles }: PortUse, usable: number): Part {
  if (exhausted !== null) return span(text`full in ${age(exhausted)}`, exhausted < 600 ? 'critical' : 'warning')
  if (growth === null) return span(text`full in -`, 'dim')
  return settles === null
    ? span(text`not growing`)
    : span(text`settles at ${count(settles)} (${percentOf(settles / usable)})`)
}

function listenFact(on: Seen): Fact {
  const table = tableOf(on, {})
  const rows = isMissing(table) ? null : listenersOf(table.value)
  const worst = rows?.[0]
  const drops = on.counters.perSecond('TcpExtListenDrops')
  const overflows = on.counters.perSecond('TcpExtListenOverflows')
  const cookies = on.counters.perSecond('TcpExtSyncookiesSent')
  const synDrops = on.counters.perSecond('TcpExtTCPReqQFullDrop')
  const most = worst?.most === null || worst === undefined ? text`` : text` of ${count(worst.most)}`
  return fact(
    text`Listen`,
    span(text`${count(rows?.length ?? null)}`, 'strong'),
    ...(worst && !isMissing(table) && worst.queue > 0
      ? [
          span(
            text`fullest ${clean(endpoint(table.value, 'local', worst.row))} ${count(worst.queue)}${most}`,
            worst.full ? 'critical' : (worst.share ?? 0) >= 0.7 ? 'warning' : 'plain',
          ),
        ]
      : isMissing(table)
        ? []
        : [text`queues empty`]),
    lost(text`overflow`, overflows),
    sparing(1, lost(text`dropped`, drops)),
    sparing(2, lost(text`SYN queue full`, synDrops)),
    sparing(3, lost(text`cookies`, cookies)),
    sparing(4, text`overflows ever ${count(on.counters.now('TcpExtListenOverflows'))}`),
  )
}

function lost(name: Text, rate: number | null): Part {
  return span(text`${name} ${perSecond(rate)}/s`, rate !== null && rate > 0 ? 'critical' : 'plain')
}

function resentFact(on: Seen): Fact {
  const now = retransmission(on.counters, on.snapshot.interval)
  const table = tableOf(on, {})
  const waiting = isMissing(table) ? null : backingOff(table.value).of
  const share = now.share ?? now.shareEver
  const [fast, rto, tlp, syn] = now.kinds
  const kind = (name: Text, one: typeof fast) => text`${name} ${perSecond(one?.perSecond ?? null)}/s`
  return fact(
    text`Sent again`,
    span(
      now.share === null
        ? share === null
          ? on.counters.now('TcpOutSegs') === null
            ? text`-`
            : text`nothing sent`
          : text`${percentOf(share)} ever`
        : percentOf(share),
      resentStyle(now),
    ),
    span(text`in backoff ${count(waiting)}`, (waiting ?? 0) > 0 ? 'warning' : 'plain'),
    sparing(2, text`${perSecond(now.again)} beside ${perSecond(now.sent)} segments/s`),
    sparing(1, text`${kind(text`fast`, fast)} ${kind(text`RTO`, rto)} ${kind(text`TLP`, tlp)} ${kind(text`SYN`, syn)}`),
  )
}

function waitFact(on: Seen, wide: boolean): Fact {
  const { timeWait } = socketSummary(on.snapshot.samples, on.pid, on.counters, on.snapshot.facts.pageSize)
  const { buckets } = on.limits
  const share = timeWait === null || !buckets ? null : timeWait / buckets
  const entering = connections(on.counters).timeWaits
  const overflow = on.counters.perSecond('TcpExtTCPTimeWaitOverflow')
  const table = tableOf(on, {})
  const side = isMissing(table) ? null : waitSides(table.value)
  return {
    ...fact(
      text`TIME-WAIT`,
      span(
        text`${count(timeWait)} of ${count(buckets)} buckets (${percentOf(share)})`,
        share !== null && share >= 0.9 ? 'critical' : share !== null && share >= 0.5 ? 'warning' : 'plain',
      ),
      ...(side ? [sparing(2, text`made here ${count(side.client)}, accepted ${count(side.server)}`)] : []),
      sparing(1, text`entering ${perSecond(entering)}/s`),
      lost(text`cut short`, overflow),
    ),
    ...(wide ? { gauge: bar([{ share: share ?? 0, style: 'block2', mark: '#' }], 10) } : {}),
  }
}

/** For a head of one line on the other pages. */
export function headFacts(on: Seen, width: number): readonly Line[] {
  return on.pid === null ? [] : oneLine([namespaceFact(on)], width).slice(0, 1)
}
