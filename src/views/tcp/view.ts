import type { Snapshot } from '../../model/snapshot.ts'
import { ownersOf } from '../../model/sockets/owners.ts'
import { socketSource } from '../../model/sockets/table.ts'
import { conntrackSources } from '../../model/tcp/conntrack.ts'
import { counterSources } from '../../model/tcp/counters.ts'
import { rangeSources } from '../../model/tcp/ephemeral.ts'
import { limitSources } from '../../model/tcp/limits.ts'
import { type NetPid, namespaceSources } from '../../model/tcp/namespace.ts'
import { netSpaceSources } from '../../model/tcp/namespaces.ts'
import { settingSources, settingsGovern } from '../../model/tcp/settings.ts'
import { summarySources } from '../../model/tcp/summary.ts'
import { udpSources } from '../../model/tcp/udp.ts'
import { metricsSource, routeSource } from '../../model/tcp/ways.ts'
import { tcpNoMetricsSave, tcpRtoMinUs } from '../../parse/sys/net/ipv4.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import { text } from '../../text.ts'
import { missingOf } from '../missing.ts'
import { refusedOf } from '../refused.ts'
import type { Lines, Place, Section, View } from '../view.ts'
import { dropChart, flowChart, levelChart, noCharts, resentChart, series } from './chart.ts'
import { tcpJson } from './json.ts'
import { KEPT, keepaliveSection, keepaliveTable } from './keepalive.ts'
import { LISTEN_SETTINGS, LISTENING, listenerSection, listenHead } from './listeners.ts'
import { namespacesSection } from './namespaces.ts'
import { headFacts, lostSection, overviewSection } from './overview.ts'
import { holdersIn } from './owners.ts'
import { peerPage } from './peer.ts'
import { peerSection, WITH_INFO } from './peers.ts'
import { portSection, rangeSection } from './ports.ts'
import { FOREIGN } from './remembered.ts'
import { retransmissionSection } from './retransmission.ts'
import { routePage } from './routes.ts'
import { netPidOf, type Seen, seen } from './seen.ts'
import { settingSection } from './settings.ts'
import { socketPage, socketPageSources } from './socket-page.ts'
import { socketsSection, wantedStates } from './sockets.ts'
import { stateSection } from './states.ts'
import { TCP_TERMS } from './terms.ts'
import { udpSection, udpTable } from './udp.ts'
import { backoffSection, connectSection, UNANSWERED } from './unanswered.ts'
import { untoldOf } from './untold.ts'

export const tcpView: View = {
  id: 'tcp',
  terms: TCP_TERMS,
  settings: settingsGovern().map(({ name, governs, path }) => ({ term: name, help: `${governs}; ${path}` })),
  sources: sourcesOf,
  processes: ({ page }) => (OWNED.has(page ?? '') ? { everybody: ['sockets'] } : page === 'namespaces' ? {} : null),
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'sockets', title: 'Sockets' },
    { id: 'listeners', title: 'Listeners' },
    { id: 'ports', title: 'Ports' },
    { id: 'peers', title: 'Peers' },
    { id: 'retransmission', title: 'Sent again' },
    { id: 'keepalive', title: 'Keepalive' },
    { id: 'udp', title: 'UDP' },
    { id: 'routes', title: 'Routes' },
    { id: 'settings', title: 'Settings' },
    { id: 'chart', title: 'Chart' },
    { id: 'namespaces', title: 'Namespaces' },
  ],
  crumb: ({ page, about }) =>
    about.pid !== undefined ||
    (page === 'peers' && about.peer !== undefined) ||
    (page === 'sockets' && (about.state !== undefined || about.socket !== undefined)),
  series,
  sections: sectionsOf,
  jsonSources: (samples, place) => [
    ...JSON_PAGES.flatMap((page) => sourcesOf(samples, { ...place, page })),
    ...netSpaceSources(samples),
  ],
  jsonFiles: ['sockets'],
  json: tcpJson,
  missing: (snapshot, place) => [
    ...missingOf(snapshot, needed(place)),
    ...(netPidOf(place) === null ? [] : [FOREIGN]),
    ...untoldOf(seen(snapshot, place)),
    ...refusedOf(snapshot, ['sockets']),
  ],
}

/** JSON tells of all of these at once, whatever the page. */
const JSON_PAGES = ['overview', 'sockets', 'listeners', 'routes']

/** Pages that name who holds a socket: the descriptors of all processes are read for them, in slices. */
const OWNED: ReadonlySet<string> = new Set(['sockets', 'listeners', 'peers', 'retransmission', 'keepalive', 'udp'])

/** What every page needs for its numbers; the settings are small and read seldom. */
function base(pid: NetPid): readonly Source<unknown>[] {
  return [...counterSources(pid), ...summarySources(pid), ...namespaceSources(pid), ...limitSources, ...rangeSources]
}

function sourcesOf(samples: Samples | null, place: Place): readonly Source<unknown>[] {
  const pid = netPidOf(place)
  switch (place.page) {
    case 'sockets':
      return place.about.socket === undefined
        ? [...base(pid), socketSource({ states: wantedStates(place), pid })]
        : [...base(pid), ...socketPageSources(place, pid, ownersOf(samples?.after.processes ?? null))]
    case 'listeners':
      return [...base(pid), ...LISTEN_SETTINGS, socketSource({ ...LISTENING, pid })]
    case 'ports':
      return [...base(pid), socketSource({ pid })]
    case 'peers':
      return [
        ...base(pid),
        socketSource({ ...WITH_INFO, pid }),
        ...(place.about.peer === undefined ? [] : [metricsSource]),
      ]
    case 'retransmission':
      return [...base(pid), socketSource({ ...UNANSWERED, pid })]
    case 'keepalive':
      return [...base(pid), socketSource({ ...KEPT, pid })]
    case 'udp':
      return [...base(pid), ...udpSources(pid), ...conntrackSources(pid)]
    case 'routes':
      return [...base(pid), routeSource, metricsSource, tcpRtoMinUs, tcpNoMetricsSave]
    case 'settings':
      return [...base(pid), ...settingSources]
    case 'chart':
      return base(pid)
    case 'namespaces':
      return [...base(pid), ...netSpaceSources(samples)]
    default:
      return [...base(pid), socketSource({ pid }), ...udpSources(pid), ...conntrackSources(pid), ...settingSources]
  }
}

/** Of these it is said when they are missing: what an older kernel or one without IPv6 has not is no fault. */
function needed(place: Place): readonly Source<unknown>[] {
  const pid = netPidOf(place)
  const sockets = sourcesOf(null, place).filter(({ path }) => path.includes('tcp sockets'))
  return [
    ...counterSources(pid),
    ...summarySources(pid).slice(0, 1),
    ...sockets,
    ...(pid === null ? [routeSource, metricsSource] : []),
  ]
}

function sectionsOf(snapshot: Snapshot, place: Place): readonly Section[] {
  const on = seen(snapshot, place)
  const owned = OWNED.has(place.page ?? '') ? holdersIn(snapshot) : null
  switch (place.page) {
    case 'sockets':
      return place.about.socket === undefined
        ? [head(on), socketsSection(on, holdersIn(snapshot), 1)]
        : [head(on), ...socketPage(on, holdersIn(snapshot))]
    case 'listeners':
      return [head(on), listenHead(on), listenerSection(on, 1, owned)]
    case 'ports':
      return [head(on), rangeSection(on), portSection(on, 1)]
    case 'peers':
      return typeof place.about.peer === 'string'
        ? [head(on), ...peerPage(on, place.about.peer, owned)]
        : [head(on), peerSection(on, 1)]
    case 'retransmission':
      return [head(on), retransmissionSection(on), backoffSection(on, 1, owned), connectSection(on, 3, owned)]
    case 'keepalive':
      return [head(on), keepaliveSection(on), keepaliveTable(on, 1, owned)]
    case 'udp':
      return [head(on), udpSection(on), udpTable(on, 1, owned)]
    case 'routes':
      return [head(on), ...routePage(on)]
    case 'settings':
      return [head(on), settingSection(on, 1)]
    case 'chart':
      return charts(on)
    case 'namespaces':
      return [head(on), namespacesSection(on, 1)]
    default:
      return [
        overviewSection(on),
        lostSection(on),
        ...(snapshot.facts.captured || on.pid !== null ? [] : [{ ...flowChart(snapshot, 6), from: 34 }]),
        stateSection(on, 2),
        { ...listenerSection(on, 4, owned), rest: 40 },
        { ...portSection(on, 5), rest: 40 },
      ]
  }
}

function charts(on: Seen): readonly Section[] {
  if (on.snapshot.facts.captured) return [noCharts(text` A capture holds two moments: nothing to draw a curve of.`)]
  if (on.pid !== null) return [head(on), noCharts(text` Curves are kept of whytop’s own network namespace only.`)]
  return [flowChart(on.snapshot, 1), levelChart(on.snapshot, 2), resentChart(on.snapshot, 3), dropChart(on.snapshot, 4)]
}

/** Says whose network it is, where it is not whytop's own. */
function head(on: Seen): Lines {
  const shown = on.pid !== null
  return {
    kind: 'lines',
    id: 'tcp-head',
    priority: 1,
    least: shown ? 1 : 0,
    lines: (width) => headFacts(on, width),
  }
}
