import { bytes } from '../../format.ts'
import { curve, pace } from '../../model/history.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { swapLevel } from '../../model/swap/level.ts'
import { BACK_ANON, BACK_FILE, counters } from '../../model/swap/need.ts'
import { swapTraffic } from '../../model/swap/traffic.ts'
import { MOVED } from '../../model/swap/verdict.ts'
import { text } from '../../text.ts'
import type { Chart, Lines } from '../view.ts'

const IN = 'swap.in'
const OUT = 'swap.out'
const USED = 'swap.used'

/** What is kept of each sample: rates for the curves, and counters for what a minute needed. */
export function* swapSeries(snapshot: Snapshot): Generator<readonly [string, number]> {
  const { allIn, allOut } = snapshot.get(swapTraffic)
  const level = snapshot.get(swapLevel)
  const back = counters(snapshot)
  if (allIn !== null) yield [IN, allIn]
  if (allOut !== null) yield [OUT, allOut]
  if (allIn !== null && allOut !== null) yield [MOVED, allIn + allOut]
  if (level) yield [USED, level.used]
  if (back?.anon != null) yield [BACK_ANON, back.anon]
  if (back?.file != null) yield [BACK_FILE, back.file]
}

/** Pages in and out over the last minutes: the rate, which hurts. */
export function trafficChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  return {
    kind: 'chart',
    id: 'swap-traffic',
    title: text`In and out of swap, bytes a second`,
    priority,
    least: 8,
    series: [
      { name: text`in`, style: 'series1', values: curve(history, IN, step) },
      { name: text`out`, style: 'series2', values: curve(history, OUT, step) },
    ],
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : bytes(value)),
    bytes: true,
    step,
  }
}

/** What is in swap: the level, which tells of the past. */
export function levelChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  return {
    kind: 'chart',
    id: 'swap-level',
    title: text`Used swap`,
    priority,
    least: 8,
    series: [{ name: text`used`, style: 'series3', values: curve(history, USED, step) }],
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : bytes(value)),
    bytes: true,
    step,
  }
}

/** What stands there instead of charts when a captured machine is looked at. */
export function noCharts(): Lines {
  const line = {
    spans: [{ text: text` A capture holds two moments: nothing to draw a curve of.`, style: 'dim' as const }],
  }
  return { kind: 'lines', id: 'swap-chart', priority: 1, least: 1, lines: () => [line] }
}
