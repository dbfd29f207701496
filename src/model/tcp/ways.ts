import { parseRoutes, type Routes, routesFold } from '../../parse/net/routes.ts'
import { type PeerMetrics, parseTcpMetrics, tcpMetricsFold } from '../../parse/net/tcp-metrics.ts'
import type { Source, WaysAsked } from '../../source.ts'

/** A router has a million routes: of 4 MiB, some 30,000, the way of a connection is found. */
const MOST = 4 << 20
/** They change by hand, or at the end of a connection. */
const SELDOM = 5

const ROUTES: WaysAsked = { ask: 'routes', most: MOST }
const METRICS: WaysAsked = { ask: 'tcp metrics', most: MOST }

/** Routes of whytop's own network namespace, over rtnetlink: others cannot be asked from here. */
export const routeSource: Source<Routes> = {
  path: 'routes (rtnetlink)',
  every: SELDOM,
  parse: parseRoutes,
  dump: { request: ROUTES, begin: () => routesFold(ROUTES) },
}

/** What the kernel remembers of each peer, over generic netlink: `ip tcp_metrics show`. */
export const metricsSource: Source<readonly PeerMetrics[]> = {
  path: 'tcp_metrics (generic netlink)',
  every: SELDOM,
  parse: parseTcpMetrics,
  dump: { request: METRICS, begin: tcpMetricsFold },
}
