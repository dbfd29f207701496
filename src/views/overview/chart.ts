import { percentOf } from '../../format.ts'
import { stalledBy } from '../../model/chart-point.ts'
import { curve, pace } from '../../model/history.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, text } from '../../text.ts'
import type { Chart } from '../view.ts'

const STYLES = { cpu: 'series1', memory: 'series5', io: 'series4' } as const

/** For what programs waited over the last minutes: the shares of time some task was stalled. */
export function stallChart(snapshot: Snapshot, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  return {
    kind: 'chart',
    id: 'overview-stalls',
    title: text`Time some task waited for`,
    priority,
    least: 8,
    series: (['cpu', 'memory', 'io'] as const).map((resource) => ({
      name: clean(resource === 'io' ? 'disks' : resource === 'cpu' ? 'a CPU' : resource),
      style: STYLES[resource],
      values: curve(history, stalledBy(resource), step),
    })),
    stacked: false,
    unit: (value) => percentOf(Number.isNaN(value) ? null : value),
    step,
  }
}
