import { isMissing } from '../../source.ts'
import { peersRemembered } from './remembered.ts'
import { routesOf, rtoMin } from './routes.ts'
import type { Seen } from './seen.ts'

/** Routes with their metrics, and what is remembered of peers; null: not read, or of another network namespace. */
export function waysJson(on: Seen) {
  const routes = routesOf(on)
  const peers = peersRemembered(on)
  return {
    routes: isMissing(routes)
      ? null
      : routes.routes.map(({ family, to, table, via, device, priority, metrics }) => ({
          to,
          family,
          table,
          via,
          device,
          priority,
          rto_min_seconds: rtoMin(metrics),
          metrics: Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
          locked: metrics.filter(({ locked }) => locked).map(({ name }) => name),
        })),
    tcp_metrics: isMissing(peers)
      ? null
      : peers.map(({ peer, source, age, rtt, rttvar, ssthresh, cwnd, reordering }) => ({
          peer,
          source,
          age_seconds: age,
          rtt_seconds: rtt,
          rttvar_seconds: rttvar,
          ssthresh,
          cwnd,
          reordering,
        })),
  }
}
