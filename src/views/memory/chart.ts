import { bytesLong, bytesPerSecond } from '../../format.ts'
import { curve, pace } from '../../model/history.ts'
import { parts } from '../../model/memory/parts.ts'
import { memory } from '../../model/memory.ts'
import { both, reclaim } from '../../model/reclaim/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import { availableIn } from '../available.ts'
import type { Chart } from '../view.ts'
import { PART_MARKS } from './marks.ts'

/** Points of the charts, and of the growth of each part. */
export function* memorySeries(snapshot: Snapshot): Iterable<readonly [string, number]> {
  const where = snapshot.get(parts)
  for (const [key, value] of Object.entries(where?.parts ?? {})) if (value !== null) yield [`memory.${key}`, value]
  const { bytes: available } = availableIn(snapshot.get(memory))
  if (available !== null) yield ['memory.available', available]
  const now = snapshot.get(reclaim)
  for (const { key, reclaimed } of now.reclaimers) if (reclaimed !== null) yield [`memory.freed.${key}`, reclaimed]
  const refault = both(now.refault)
  if (refault !== null) yield ['memory.refault', refault]
}

/** Where memory was over the last minutes; what is over the stack was free. */
export function partChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  const shown = PART_MARKS.filter(({ key }) => key !== 'free' && key !== 'free_on_cpus')
  const series = shown.map(({ key, title, mark, style, block }) => ({
    name: title,
    mark,
    style,
    block,
    values: curve(history, `memory.${key}`, step),
  }))
  return {
    kind: 'chart',
    id: 'memory-chart',
    title: text`Where memory is`,
    priority,
    least: 8,
    series: series.filter(({ values }, i) => i === 0 || values.some((value) => value > 0)),
    stacked: true,
    unit: (value) => (Number.isNaN(value) ? text`-` : bytesLong(value)),
    bytes: true,
    step,
  }
}

/** What was freed and by whom, and what came back. */
export function reclaimChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  const line = (name: Text, style: Style, series: string) => ({ name, style, values: curve(history, series, step) })
  const all = [
    line(text`kswapd`, 'series1', 'memory.freed.kswapd'),
    line(text`direct`, 'series4', 'memory.freed.direct'),
    line(text`cgroup limit`, 'series3', 'memory.freed.cgroup'),
    line(text`refault`, 'series2', 'memory.refault'),
  ]
  return {
    kind: 'chart',
    id: 'memory-reclaim-chart',
    title: text`Freed by reclaim, and come back (refault)`,
    priority,
    least: 8,
    series: all.filter(({ values }, i) => i < 2 || values.some((value) => value > 0)),
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : bytesPerSecond(value)),
    bytes: true,
    step,
  }
}

/** What programs could have. */
export function availableChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  return {
    kind: 'chart',
    id: 'memory-available-chart',
    title: text`Available and free`,
    priority,
    least: 8,
    series: [
      { name: text`available`, style: 'series1', values: curve(history, 'memory.available', step) },
      { name: text`free`, style: 'series3', values: curve(history, 'memory.free', step) },
    ],
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : bytesLong(value)),
    bytes: true,
    step,
  }
}
