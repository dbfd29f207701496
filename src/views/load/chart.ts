import { load as average } from '../../format.ts'
import { curve, pace } from '../../model/history.ts'
import { CAUSE_KEYS } from '../../model/load/cause.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Text, text } from '../../text.ts'
import type { Chart, Lines } from '../view.ts'
import { MARKS, titleOf } from './marks.ts'

/** What stands there instead of charts when a captured machine is looked at. */
export function noCharts(): Lines {
  const line = {
    spans: [{ text: text` A capture holds two moments: nothing to draw a curve of.`, style: 'dim' as const }],
  }
  return { kind: 'lines', id: 'load-chart', priority: 1, least: 1, lines: () => [line] }
}

/** Threads in the load over the last minutes, stacked by cause. */
export function causeChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  const series = CAUSE_KEYS.map((cause) => ({
    name: titleOf(cause),
    ...MARKS[cause],
    values: curve(history, cause, step),
  }))
  return {
    kind: 'chart',
    id: 'load-chart',
    title: text`Threads by cause`,
    priority,
    least: 8,
    series: series.filter(({ values }, i) => i === 0 || values.some((value) => value > 0)),
    stacked: true,
    unit: whole,
    step,
  }
}

/** The averages themselves. */
export function averageChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  const of = (name: string) => curve(history, name, step)
  return {
    kind: 'chart',
    id: 'load-averages',
    title: text`Load average`,
    priority,
    least: 8,
    series: [
      { name: text`1 min`, style: 'series1', values: of('load1') },
      { name: text`5 min`, style: 'series2', values: of('load5') },
      { name: text`15 min`, style: 'series3', values: of('load15') },
    ],
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : average(value)),
    step,
  }
}

function whole(value: number): Text {
  if (Number.isNaN(value)) return text`-`
  return Number.isInteger(value) ? text`${value}` : (value.toFixed(1) as Text)
}
