import { age, count } from '../../format.ts'
import { metricsSource } from '../../model/tcp/ways.ts'
import type { PeerMetrics } from '../../parse/net/tcp-metrics.ts'
import { tcpNoMetricsSave } from '../../parse/sys/net/ipv4.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing, type Missing, valueOf } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import type { Column, Lines, TableSection } from '../view.ts'
import { aboutOf, type Seen } from './seen.ts'
import { fact, millis, span, wait } from './show.ts'

/** What the kernel remembers of each peer, newest first: `ip tcp_metrics show`. Enter shows the peer. */
export function rememberedSection(on: Seen, priority: number): TableSection {
  const found = peersRemembered(on)
  const peers = isMissing(found) ? [] : found
  const row = (at: number) => peers[at] as PeerMetrics
  const key = (at: number) => `${row(at).peer} ${row(at).source}`
  const isOff = on.namespace.settings && valueOf(reading(on.snapshot.samples.after, tcpNoMetricsSave)) === 1
  return {
    kind: 'table',
    id: 'tcp-remembered',
    title: text`Remembered of peers${isOff ? text` (tcp_no_metrics_save is 1: nothing new)` : text``}`,
    priority,
    least: 4,
    count: peers.length,
    columns: rememberedColumns(row),
    sort: { by: 'age', reverse: false },
    id_of: key,
    key,
    drill: (at) => ({
      view: 'tcp',
      page: 'peers',
      about: aboutOf(on, { peer: row(at).peer }),
      title: clean(row(at).peer),
    }),
    empty: isMissing(found) ? clean(found.why) : text`nothing is remembered of any peer`,
  }
}

/** Netlink answers for the namespace of who asks. */
export const FOREIGN: Missing = {
  missing: 'absent',
  source: 'netlink',
  why: 'netlink tells of whytop’s own network namespace only',
  remedy: 'run whytop in the other one: nsenter -t PID -n whytop',
}

export function peersRemembered(on: Seen): readonly PeerMetrics[] | Missing {
  const found = reading(on.snapshot.samples.after, metricsSource)
  return on.namespace.settings ? (isMissing(found) ? found : found.value) : FOREIGN
}

/** With what the next connection to this peer begins; none: nothing is remembered, or it cannot be read. */
export function rememberedFacts(on: Seen, peer: string): readonly Lines[] {
  const all = peersRemembered(on)
  const found = isMissing(all) ? [] : all.filter((one) => one.peer === peer)
  if (found.length === 0) return []
  const lines = found.map(({ source, age: since, rtt, rttvar, cwnd, ssthresh }) =>
    fact(
      text`Remembered`,
      text`rtt ${millis(rtt)}`,
      text`rttvar ${millis(rttvar)}`,
      text`cwnd ${count(cwnd)}`,
      text`ssthresh ${count(ssthresh)}`,
      span(text`from ${clean(source ?? '-')}, ${since === null ? age(null) : wait(since)} ago`, 'dim'),
    ),
  )
  return [
    {
      kind: 'lines',
      id: 'tcp-peer-remembered',
      priority: 2,
      least: 1,
      lines: (width) => lines.flatMap((one) => facts([one], width)),
    },
  ]
}

function rememberedColumns(row: (at: number) => PeerMetrics): readonly Column[] {
  const from = 'net/ipv4/tcp_metrics.c, ip tcp_metrics show'
  const counted = (id: 'cwnd' | 'ssthresh' | 'reordering', title: string, help: string) =>
    numbers(
      { id, title, width: Math.max(6, title.length), priority: id === 'reordering' ? 5 : 2, help: `${help}; ${from}` },
      'count',
      (at) => row(at)[id],
      (value) => count(value),
    )
  const time = (id: 'rtt' | 'rttvar', help: string) =>
    numbers(
      { id, title: id.toUpperCase(), width: 8, priority: 1, help: `${help}; ${from}` },
      'seconds',
      (at) => row(at)[id],
      (value) => millis(value),
    )
  return [
    words(
      { id: 'peer', title: 'PEER', width: 15, priority: 1, help: `address of the far end; ${from}` },
      (at) => row(at).peer,
    ),
    {
      ...words(
        { id: 'source', title: 'SOURCE', width: 15, priority: 4, help: `address of this end; ${from}` },
        (at) => row(at).source,
      ),
      grow: true,
    },
    {
      ...numbers(
        {
          id: 'age',
          title: 'AGE',
          width: 8,
          priority: 1,
          help: `since a connection last wrote it, when it ended; ${from}`,
        },
        'seconds',
        (at) => row(at).age,
        (value) => (value === null ? age(value) : wait(value)),
      ),
      descending: false,
    },
    time('rtt', 'round trip time that the next connection begins with: its first RTO follows'),
    time('rttvar', 'its deviation'),
    counted('cwnd', 'CWND', 'congestion window at the end of the last connections, segments'),
    counted('ssthresh', 'SSTHRESH', 'where the next connection leaves slow start, segments; -: no loss yet'),
    counted('reordering', 'REORD', 'segments out of order by so many are not taken for lost'),
  ]
}
