import { appSources } from '../../model/app/app.ts'
import { machine } from '../../model/machine.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isMissing, type Missing } from '../../source.ts'
import type { Place, Room, Section, View } from '../view.ts'
import { appSeries, scalingChart } from './chart.ts'
import { connectionSection } from './connections.ts'
import { headSection, nobodySection, seenApp } from './head.ts'
import { appJson } from './json.ts'
import { numbersSection } from './numbers.ts'
import { askedOf } from './show.ts'
import { appMarks, sinceSection } from './since.ts'
import { TERMS } from './terms.ts'
import { trafficSection } from './traffic.ts'
import { workerSection } from './workers.ts'

/**
 * One service on one page: its workers against the CPUs, its connections, its limits and what was found of it. Sockets and the
 * descriptors of all processes are read while it is looked at, threads only of the workers in sight.
 */
export const appView: View = {
  id: 'app',
  terms: TERMS,
  findings: true,
  sources: (samples, place) => [...machine.sources, ...appSources(samples, askedOf(place))],
  processes: (place) => {
    const { program } = askedOf(place)
    return {
      threads: 'visible',
      everybody: ['statm', 'cmdline', 'sockets', ...(program === null ? (['cgroup'] as const) : [])],
    }
  },
  sections,
  marks: appMarks,
  series: appSeries,
  jsonFiles: ['cmdline', 'cgroup', 'sockets'],
  json: appJson,
  missing,
}

/** Rows of the pane from which on a chart takes no line from what is told in words; what a mark tells takes four more. */
const CHART_FROM = 30

function sections(snapshot: Snapshot, place: Place, room?: Room): readonly Section[] {
  const app = seenApp(snapshot, place)
  if (!app) return [nobodySection(snapshot, place)]
  const since = sinceSection(snapshot, app, room?.mark ?? null)
  return [
    headSection(snapshot, app),
    ...(since ? [since] : []),
    numbersSection(snapshot, app),
    trafficSection(app),
    ...(snapshot.facts.captured ? [] : [scalingChart(snapshot, app, 3, since ? CHART_FROM + 4 : CHART_FROM)]),
    workerSection(app, room?.rows ?? Number.POSITIVE_INFINITY),
    connectionSection(app),
  ]
}

function missing(snapshot: Snapshot, place: Place): readonly Missing[] {
  const app = seenApp(snapshot, place)
  if (!app) return []
  return [...(isMissing(app.flows) ? [app.flows] : []), ...app.limits.all.missing]
}
