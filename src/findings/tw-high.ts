import { count, percentOf, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource, type Wanted } from '../model/sockets/table.ts'
import { limitSources, limits as settings } from '../model/tcp/limits.ts'
import { netNamespace } from '../model/tcp/namespace.ts'
import { socketSummary, summarySources } from '../model/tcp/summary.ts'
import { waitSides } from '../model/tcp/wait-sides.ts'
import { sockstat } from '../parse/net/sockstat.ts'
import { stateMask, TCP } from '../parse/net/tcp-state.ts'
import { isMissing } from '../source.ts'
import { notTold } from './parts/missing.ts'
import { COUNTERS, countersOf, largestPeers, socketsNow } from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

const WAITING: Wanted = { states: stateMask(TCP.TIME_WAIT, TCP.LISTEN) }

export const twHigh: Rule = {
  id: 'TW-HIGH',
  title: 'many connections in TIME_WAIT',
  help: 'Whoever closes first keeps the connection in TIME_WAIT for 60 s. On the side that connected each holds a port, on the side that listens only memory; over tcp_max_tw_buckets they are cut short. /proc/net/sockstat TCP tw, which counts FIN_WAIT2 without an owner too.',
  resource: 'network',
  namespaced: true,
  limits: {
    many: { value: 10_000, unit: '', why: 'about 170 connections a second are opened and closed' },
    warning: { value: 50, unit: '%', why: 'of tcp_max_tw_buckets: twice as many are cut short' },
    critical: { value: 90, unit: '%', why: 'of tcp_max_tw_buckets: the next burst is cut short' },
    exit: { value: 80, unit: '%', of: 'each', why: 'of where it began, so that it does not flap' },
  },
  window: 10,
  every: 4,
  sources: () => [...COUNTERS, ...summarySources(null), ...limitSources],
  sign: (snapshot, limits) => (waiting(snapshot) ?? 0) >= limits('many'),
  dear: () => ({ sources: [socketSource(WAITING)] }),
  see: (snapshot, limits) => {
    const now = waiting(snapshot)
    if (now === null) return notTold(snapshot, sockstat, 'TCP tw')
    const { buckets } = settings(snapshot.samples, snapshot.facts.pageSize, netNamespace(snapshot.samples, null))
    const share = buckets ? now / buckets : null
    const cut = countersOf(snapshot).perSecond('TcpExtTCPTimeWaitOverflow')
    const isCut = cut !== null && cut > 0
    const evidence = [
      told.count('connections in TIME_WAIT', now, limits('many'), '/proc/net/sockstat TCP tw'),
      told.share('of tcp_max_tw_buckets', share, limits('warning'), '/proc/sys/net/ipv4/tcp_max_tw_buckets'),
      told.events('cut short', cut, 0, '/proc/net/netstat TcpExt TCPTimeWaitOverflow'),
    ]
    const above = (limit: number, part = 1) => share !== null && share * 100 >= limit * part
    const exit = limits('exit') / 100
    if (!isCut && now < limits('many') * exit && !above(limits('warning'), exit)) return { clear: true, evidence }
    const { says, culprits } = sides(snapshot)
    const isFull = isCut || above(limits('critical'))
    return {
      seen: isFull ? 'critical' : above(limits('warning')) ? 'warning' : 'info',
      hold: !isCut && now < limits('many') && !above(limits('warning')),
      value: now,
      says: `${count(now)} connections are in TIME_WAIT${share === null ? '' : `, ${percentOf(share)} of what may be`}.${says}${isCut ? ` ${perSecond(cut)} a second are cut short.` : ''}`,
      evidence,
      culprits,
      next: 'Keep connections open and use them again (HTTP keep-alive, connection pools) on the side that closes first.',
      caution:
        'tcp_tw_reuse=1 helps only the side that connects, tcp_fin_timeout does not shorten TIME_WAIT, and tcp_tw_recycle is gone.',
      verify: 'ss -s; ss -tan state time-wait',
    }
  },
}

function waiting(snapshot: Snapshot): number | null {
  return socketSummary(snapshot.samples, null, countersOf(snapshot), snapshot.facts.pageSize).timeWait
}

/** Which side of them this machine was, as soon as it is known. */
function sides(snapshot: Snapshot): { readonly says: string; readonly culprits: readonly Culprit[] } {
  const table = socketsNow(snapshot, WAITING)
  if (isMissing(table)) return { says: '', culprits: [] }
  const { client, server } = waitSides(table)
  const says =
    client + server === 0
      ? ''
      : client > server
        ? ` ${count(client)} were made here: each holds a port for 60 s.`
        : ` ${count(server)} were accepted here: they cost memory, no port.`
  return {
    says,
    culprits: largestPeers(table),
  }
}
