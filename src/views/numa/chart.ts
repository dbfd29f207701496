import { bytesLong, perSecond } from '../../format.ts'
import { curve, pace } from '../../model/history.ts'
import { sumRates } from '../../model/numa/counters.ts'
import { numaNodes } from '../../model/numa/nodes.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Style } from '../../style.ts'
import { text } from '../../text.ts'
import type { Chart } from '../view.ts'

/** More curves than this are not told apart. */
const MOST = 8

export function* numaSeries(snapshot: Snapshot): Iterable<readonly [name: string, value: number]> {
  const nodes = snapshot.get(numaNodes)
  for (const { id, free } of nodes.slice(0, MOST)) if (free !== null) yield [`numa.free.${id}`, free]
  const { miss, other } = sumRates(nodes.map(({ rates }) => rates))
  if (miss !== null) yield ['numa.miss', miss]
  if (other !== null) yield ['numa.other', other]
}

/** Free memory of each node: one that falls alone is where the trouble starts. */
export function freeChart(snapshot: Snapshot, priority: number): Chart {
  const step = pace(snapshot.history) ?? 1
  const nodes = snapshot.get(numaNodes).slice(0, MOST)
  return {
    kind: 'chart',
    id: 'numa-free',
    title: text`Free memory by node`,
    priority,
    least: 8,
    from: 36,
    series: nodes.map(({ id }, i) => ({
      name: text`node ${id}`,
      style: STYLES[i] as Style,
      values: curve(snapshot.history, `numa.free.${id}`, step),
    })),
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : bytesLong(value)),
    bytes: true,
    step,
  }
}

const STYLES: readonly Style[] = [
  'series1',
  'series2',
  'series3',
  'series4',
  'series5',
  'series6',
  'series7',
  'series8',
]

/** Pages from another node: of tasks that ran elsewhere, and those wanted elsewhere. */
export function remoteChart(snapshot: Snapshot, priority: number): Chart {
  const step = pace(snapshot.history) ?? 1
  return {
    kind: 'chart',
    id: 'numa-remote',
    title: text`Allocations from another node, per second`,
    priority,
    least: 8,
    from: 44,
    series: [
      { name: text`other_node`, style: 'series1', values: curve(snapshot.history, 'numa.other', step) },
      { name: text`numa_miss`, style: 'series2', values: curve(snapshot.history, 'numa.miss', step) },
    ],
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : perSecond(value)),
    step,
  }
}
