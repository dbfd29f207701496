import { count, percentOf, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource, type Wanted } from '../model/sockets/table.ts'
import { limitSources, limits as settings } from '../model/tcp/limits.ts'
import { netNamespace } from '../model/tcp/namespace.ts'
import { socketSummary, summarySources } from '../model/tcp/summary.ts'
import { sockstat } from '../parse/net/sockstat.ts'
import { stateMask, TCP } from '../parse/net/tcp-state.ts'
import { tcpMaxOrphans } from '../parse/sys/net/ipv4.ts'
import { isMissing } from '../source.ts'
import { notTold } from './parts/missing.ts'
import { COUNTERS, countersOf, largestPeers, socketsNow } from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

const CLOSING: Wanted = { states: stateMask(TCP.FIN_WAIT_1, TCP.LAST_ACK, TCP.CLOSING) }

export const orphan: Rule = {
  id: 'ORPHAN',
  title: 'closed sockets that still send',
  help: 'A program has closed them, the peer has not taken what was sent: each holds up to 64 KiB that cannot be swapped. Over tcp_max_orphans they are reset. /proc/net/sockstat TCP orphan, of the whole machine; Documentation/networking/ip-sysctl.rst',
  resource: 'network',
  limits: {
    warning: { value: 50, unit: '%', why: 'of tcp_max_orphans; the kernel counts doubly when memory is short' },
    critical: { value: 90, unit: '%', why: 'of tcp_max_orphans: connections are about to be reset' },
    exit: { value: 40, unit: '%', why: 'clearly below where it began' },
  },
  window: 10,
  every: 4,
  sources: () => [...COUNTERS, ...summarySources(null), ...limitSources],
  sign: (snapshot, limits) => (fill(snapshot).share ?? 0) * 100 >= limits('exit'),
  dear: () => ({ sources: [socketSource(CLOSING)] }),
  see: (snapshot, limits) => {
    const { orphans, most, share } = fill(snapshot)
    if (orphans === null) return notTold(snapshot, sockstat, 'TCP orphan')
    if (share === null) return notTold(snapshot, tcpMaxOrphans, 'a maximum')
    const aborts = countersOf(snapshot).perSecond('TcpExtTCPAbortOnMemory')
    const isReset = aborts !== null && aborts > 0
    const evidence = [
      told.share('orphaned sockets of what may be', share, limits('warning'), '/proc/net/sockstat TCP orphan'),
      told.count('orphaned sockets', orphans, most, '/proc/sys/net/ipv4/tcp_max_orphans'),
      told.events('reset for want of room', aborts, 0, '/proc/net/netstat TcpExt TCPAbortOnMemory'),
    ]
    if (!isReset && share * 100 < limits('exit')) return { clear: true, evidence }
    const culprits = peersOf(snapshot)
    const [peer] = culprits
    return {
      seen: isReset || share * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: !isReset && share * 100 < limits('warning'),
      value: share * 100,
      says: `${count(orphans)} sockets that their program has closed still wait for their peers, ${percentOf(share)} of what may be${peer ? `; most for ${peer.name}` : ''}.${isReset ? ` ${perSecond(aborts)} a second are reset, or tcp_mem is full.` : ''}`,
      evidence,
      culprits,
      next: 'See which peers take nothing more (slow or dead clients); set net.ipv4.tcp_orphan_retries to 2 or 3 (0 means 8), so that they are given up sooner.',
      caution: 'The number is of the whole machine: they may belong to another network namespace.',
      verify: 'ss -s; ss -tan state fin-wait-1',
    }
  },
}

function fill(snapshot: Snapshot) {
  const { samples, facts } = snapshot
  const { orphaned } = socketSummary(samples, null, countersOf(snapshot), facts.pageSize)
  const { orphans: most } = settings(samples, facts.pageSize, netNamespace(samples, null))
  return { orphans: orphaned, most, share: orphaned === null || !most ? null : orphaned / most }
}

function peersOf(snapshot: Snapshot): readonly Culprit[] {
  const table = socketsNow(snapshot, CLOSING)
  if (isMissing(table)) return []
  return largestPeers(table)
}
