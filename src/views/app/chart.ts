import { load } from '../../format.ts'
import type { App } from '../../model/app/app.ts'
import { upstreamPoints } from '../../model/app/upstreams.ts'
import { curve, pace } from '../../model/history.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isMissing } from '../../source.ts'
import type { Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Chart, Place } from '../view.ts'
import { seenApp } from './head.ts'

type Kind = 'used' | 'waited' | 'busy' | 'cpus'

/** By the name of the service: those of one say nothing of another. Beside the chart's the upstreams, which are seen now and then only. */
export function* appSeries(snapshot: Snapshot, place: Place): Iterable<readonly [name: string, value: number]> {
  const app = seenApp(snapshot, place)
  if (!app) return
  for (const [kind, value] of Object.entries(pointOf(app))) if (value !== null) yield [nameOf(app, kind as Kind), value]
  if (!isMissing(app.flows)) yield* upstreamPoints(app.service, app.flows.upstreams)
}

/** Busy workers against the CPUs: where they are more than these, more workers only wait; where fewer, there is room. */
export function scalingChart(snapshot: Snapshot, app: App, priority: number, from: number): Chart {
  const step = pace(snapshot.history) ?? 1
  const series = (kind: Kind, name: Text, style: Style) => ({
    name,
    style,
    values: curve(snapshot.history, nameOf(app, kind), step),
  })
  const { unit } = app.scaling
  return {
    kind: 'chart',
    id: 'app-scaling',
    title: text`Workers against CPUs`,
    priority,
    least: 7,
    from,
    series: [
      series('cpus', text`CPUs it may use`, 'series3'),
      series('busy', unit === 'thread' ? text`busy threads` : text`busy workers`, 'series2'),
      series('waited', text`CPUs used and waited for`, 'series4'),
      series('used', text`CPUs used`, 'series1'),
    ],
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : load(value)),
    step,
  }
}

function pointOf({ scaling }: App): Readonly<Record<Kind, number | null>> {
  const { used, waiting, active, effective } = scaling
  return {
    used,
    // Of the time its threads could run it had a CPU in all but `waiting`.
    waited: used === null || waiting === null || waiting >= 1 ? null : used / (1 - waiting),
    busy: active,
    cpus: effective?.cpus ?? null,
  }
}

function nameOf({ service }: App, kind: Kind): string {
  return `app.${service.anchor.pid}:${service.anchor.stat.starttime}.${kind}`
}
