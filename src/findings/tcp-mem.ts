import { bytesLong, percentOf } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource } from '../model/sockets/table.ts'
import { endpoint } from '../model/tcp/ends.ts'
import { limitSources, limits as settings } from '../model/tcp/limits.ts'
import { netNamespace } from '../model/tcp/namespace.ts'
import { socketSummary, summarySources } from '../model/tcp/summary.ts'
import { topRows } from '../model/tcp/top-rows.ts'
import { sockstat } from '../parse/net/sockstat.ts'
import { TCP } from '../parse/net/tcp-state.ts'
import { tcpMem as tcpMemFile } from '../parse/sys/net/ipv4.ts'
import { isMissing } from '../source.ts'
import { notTold } from './parts/missing.ts'
import { COUNTERS, countersOf, LIVE, ownerCulprit, ownerIn, pidsOf, socketsNow } from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

export const tcpMem: Rule = {
  id: 'TCP-MEM',
  title: 'TCP buffers near their limit',
  help: 'The buffers of all TCP sockets of the machine together: from the second number of tcp_mem on the kernel shrinks them, at the third it drops what comes and sends no more. /proc/net/sockstat TCP mem, in pages; Documentation/networking/ip-sysctl.rst',
  resource: 'network',
  limits: {
    warning: { value: 100, unit: '%', why: 'of tcp_mem[1], where the kernel begins to shrink buffers' },
    critical: { value: 95, unit: '%', why: 'of tcp_mem[2], where it drops segments' },
    exit: { value: 80, unit: '%', why: 'of tcp_mem[1]: clearly below where it began' },
  },
  window: 10,
  every: 4,
  sources: () => [...COUNTERS, ...summarySources(null), ...limitSources],
  sign: (snapshot, limits) => (memory(snapshot).ofPressure ?? 0) * 100 >= limits('exit'),
  dear: () => ({ sources: [socketSource(LIVE)], processes: { everybody: ['sockets'] } }),
  see: (snapshot, limits) => {
    const { used, pressure, most, ofPressure, ofMost } = memory(snapshot)
    if (used === null) return notTold(snapshot, sockstat, 'TCP mem')
    if (ofPressure === null || ofMost === null) return notTold(snapshot, tcpMemFile, 'limits')
    const { perSecond } = countersOf(snapshot)
    const entered = perSecond('TcpExtTCPMemoryPressures')
    const isEntered = entered !== null && entered > 0
    const evidence = [
      told.amount('buffers of all TCP sockets', used, pressure, '/proc/net/sockstat TCP mem'),
      told.share('of the most they may have', ofMost, limits('critical'), '/proc/sys/net/ipv4/tcp_mem'),
      told.events('times buffers came under pressure', entered, 0, '/proc/net/netstat TcpExt TCPMemoryPressures'),
      told.events(
        'receive queues pruned',
        perSecond('TcpExtPruneCalled'),
        null,
        '/proc/net/netstat TcpExt PruneCalled',
      ),
    ]
    if (!isEntered && ofPressure * 100 < limits('exit')) return { clear: true, evidence }
    const culprits = largest(snapshot)
    const [first] = culprits
    return {
      seen: ofMost * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: !isEntered && ofPressure * 100 < limits('warning'),
      value: ofMost * 100,
      says: `TCP sockets hold ${bytesLong(used)} of the ${bytesLong(most)} that all of them may have (${percentOf(ofMost)}): the kernel shrinks their buffers.${first ? ` Most of it waits in a socket of ${first.name} (${first.share}).` : ''}`,
      evidence,
      culprits,
      scope: { pids: pidsOf(culprits) },
      next: 'See whose sockets hold most: a program that does not read, or peers that do not; raise net.ipv4.tcp_mem only if all of it is wanted.',
      caution: 'The limit is of the whole machine, and counted in pages of memory that cannot be swapped.',
      verify: 'cat /proc/net/sockstat; ss -tm',
    }
  },
}

function memory(snapshot: Snapshot) {
  const { samples, facts } = snapshot
  const { memory: used } = socketSummary(samples, null, countersOf(snapshot), facts.pageSize)
  const { memoryPressure, memoryMost } = settings(samples, facts.pageSize, netNamespace(samples, null))
  const share = (of: number | null) => (used === null || !of ? null : used / of)
  return {
    used,
    pressure: memoryPressure,
    most: memoryMost,
    ofPressure: share(memoryPressure),
    ofMost: share(memoryMost),
  }
}

/** The sockets with most in their queues: what the kernel's own bookkeeping adds is not among it. */
function largest(snapshot: Snapshot): readonly Culprit[] {
  const table = socketsNow(snapshot, LIVE)
  if (isMissing(table)) return []
  const queued = (row: number) => (table.rqueue[row] as number) + (table.wqueue[row] as number)
  const owner = ownerIn(snapshot, table)
  const { rows } = topRows(table.count, (row) => (table.state[row] === TCP.LISTEN ? Number.NaN : queued(row)), 3)
  return [...rows].flatMap((row) => {
    const who = owner(row)
    if (!who || queued(row) === 0) return []
    return [ownerCulprit(who, `${bytesLong(queued(row))} with ${endpoint(table, 'remote', row)}`)]
  })
}
