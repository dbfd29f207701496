import { countShort, percentOf, perSecond } from '../../format.ts'
import { curve, pace } from '../../model/history.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { connections } from '../../model/tcp/connections.ts'
import { counters } from '../../model/tcp/counters.ts'
import { retransmission } from '../../model/tcp/retransmission.ts'
import { socketSummary } from '../../model/tcp/summary.ts'
import type { Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Chart, Lines } from '../view.ts'

/** What the curves are made of: of whytop's own network namespace. */
export function* series(snapshot: Snapshot): Iterable<readonly [string, number]> {
  const of = counters(snapshot.samples, null)
  const flow = connections(of)
  const sockets = socketSummary(snapshot.samples, null, of, snapshot.facts.pageSize)
  const all: readonly (readonly [string, number | null])[] = [
    ['connects', flow.connects],
    ['accepts', flow.accepts],
    ['fails', flow.fails],
    ['resets', flow.resets],
    ['retransmitted', retransmission(of, snapshot.interval).share],
    ['estab', sockets.estab],
    ['time-wait', sockets.timeWait],
    ['overflows', of.perSecond('TcpExtListenOverflows')],
    ['drops', of.perSecond('TcpExtListenDrops')],
  ]
  for (const [name, value] of all) if (value !== null) yield [`tcp.${name}`, value]
}

export function noCharts(words: Text): Lines {
  return {
    kind: 'lines',
    id: 'tcp-chart',
    priority: 1,
    least: 1,
    lines: () => [{ spans: [{ text: words, style: 'dim' }] }],
  }
}

export function flowChart(snapshot: Snapshot, priority: number): Chart {
  return chart(snapshot, 'flow', text`Connections per second`, priority, perSecond, [
    ['connects', text`connects`, 'series1'],
    ['accepts', text`accepts`, 'series2'],
    ['fails', text`failed`, 'series3'],
    ['resets', text`reset`, 'series4'],
  ])
}

export function levelChart(snapshot: Snapshot, priority: number): Chart {
  return chart(snapshot, 'level', text`Sockets`, priority, countShort, [
    ['estab', text`estab`, 'series1'],
    ['time-wait', text`time-wait`, 'series2'],
  ])
}

export function resentChart(snapshot: Snapshot, priority: number): Chart {
  return chart(snapshot, 'resent', text`Segments sent again`, priority, percentOf, [
    ['retransmitted', text`of all sent`, 'series3'],
  ])
}

export function dropChart(snapshot: Snapshot, priority: number): Chart {
  return chart(snapshot, 'drops', text`Lost at listeners per second`, priority, perSecond, [
    ['overflows', text`accept queue full`, 'series4'],
    ['drops', text`all`, 'series5'],
  ])
}

function chart(
  { history }: Snapshot,
  id: string,
  title: Text,
  priority: number,
  unit: (value: number) => Text,
  curves: readonly (readonly [name: string, words: Text, style: Style])[],
): Chart {
  const step = pace(history) ?? 1
  return {
    kind: 'chart',
    id: `tcp-chart-${id}`,
    title,
    priority,
    least: 7,
    series: curves.map(([name, words, style]) => ({ name: words, style, values: curve(history, `tcp.${name}`, step) })),
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : unit(value)),
    step,
  }
}
