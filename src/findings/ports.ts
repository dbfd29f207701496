import { age, count, percentOf } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource } from '../model/sockets/table.ts'
import { sameAddress } from '../model/tcp/addresses.ts'
import { endpoint, peerAddress } from '../model/tcp/ends.ts'
import { type PortRange, portRange, rangeSources } from '../model/tcp/ephemeral.ts'
import { netNamespace } from '../model/tcp/namespace.ts'
import type { PortsInUse, PortUse } from '../model/tcp/ports.ts'
import { portsOf } from '../model/tcp/ports-of.ts'
import { socketSummary, summarySources } from '../model/tcp/summary.ts'
import { sockstat } from '../parse/net/sockstat.ts'
import { ipLocalPortRange } from '../parse/sys/net/ipv4.ts'
import type { Samples } from '../sample/sample.ts'
import { reading } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import { notTold } from './parts/missing.ts'
import { COUNTERS, countersOf, ownerCulprits, peerCulprit, pidsOf, rowsWhere } from './parts/network.ts'
import * as told from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

/** From here on it is worth knowing who holds them. */
const OWNERS_FROM = 0.6

export const ports: Rule = {
  id: 'PORTS',
  title: 'source ports nearly used up',
  help: 'Each source address has the ports of ip_local_port_range once for each destination address and port. When they are used up, connect(2) fails with EADDRNOTAVAIL; from half on it looks for a free one for longer and longer.',
  resource: 'network',
  namespaced: true,
  limits: {
    warning: { value: 70, unit: '%', why: 'a search for a free port takes long, and a burst uses up the rest' },
    critical: { value: 90, unit: '%', why: 'connect(2) is about to fail with EADDRNOTAVAIL' },
    exit: { value: 60, unit: '%', why: 'clearly below where it began' },
  },
  window: 5,
  every: 2,
  sources: () => [...COUNTERS, ...summarySources(null), ...rangeSources],
  // No triple can use more ports than there are sockets.
  sign: (snapshot, limits) => {
    const [sockets, range] = [socketCount(snapshot), rangeOf(snapshot.samples)]
    return sockets !== null && range !== null && sockets >= (limits('exit') / 100) * sizeOf(range)
  },
  dear: (samples) => {
    const most = samples && portsOf(samples, rangeOf(samples))?.uses[0]
    const processes = most && most.share >= OWNERS_FROM ? { processes: { everybody: ['sockets'] as const } } : {}
    return { sources: [socketSource()], ...processes }
  },
  see: (snapshot, limits) => {
    const [sockets, range] = [socketCount(snapshot), rangeOf(snapshot.samples)]
    if (!range) return notTold(snapshot, ipLocalPortRange, 'the range of ports')
    if (sockets === null) return notTold(snapshot, sockstat, 'TCP inuse')
    const all = told.count('TCP sockets', sockets, sizeOf(range), '/proc/net/sockstat TCP inuse, tw')
    const found = portsOf(snapshot.samples, range)
    if (!found) {
      const dump = reading(snapshot.samples.after, socketSource())
      return sockets < (limits('exit') / 100) * sizeOf(range) || !isMissing(dump)
        ? { clear: true, evidence: [all] }
        : dump
    }
    const [most] = found.uses
    const share = most?.share ?? 0
    const evidence = [
      told.share('ports in use towards one destination', share, limits('warning'), '/proc/net/tcp'),
      told.count('ports it may use', found.usable, null, '/proc/sys/net/ipv4/ip_local_port_range'),
      told.count('of them in TIME_WAIT', most?.timeWait ?? 0, null, '/proc/net/tcp'),
      all,
    ]
    if (!most || share * 100 < limits('exit')) return { clear: true, evidence }
    return { ...shortage(snapshot, found, most), ...levelOf(share * 100, limits), evidence }
  },
}

function levelOf(percent: number, limits: LimitValues) {
  return {
    seen: percent >= limits('critical') ? ('critical' as const) : ('warning' as const),
    hold: percent < limits('warning'),
    value: percent,
  }
}

function shortage(snapshot: Snapshot, { table, usable }: PortsInUse, most: PortUse) {
  const rows = rowsWhere(
    table,
    (row) => table.remotePort[row] === table.remotePort[most.row] && sameAddress(table.remote, row, most.row),
  )
  const owners = ownerCulprits(snapshot, table, rows)
  const [who] = owners
  const end = most.exhausted === null ? '' : `, none in ${age(most.exhausted)} at this rate`
  return {
    says: `${count(Math.max(0, usable - most.used))} of ${count(usable)} source ports are left towards ${endpoint(table, 'remote', most.row)}${end}: ${percentOf(most.timeWait / most.used)} of those in use are in TIME_WAIT.${who ? ` They are ${who.name}'s.` : ''}`,
    culprits: [peerCulprit(peerAddress(table, most.row), `${count(most.used)} ports`), ...owners],
    scope: { pids: pidsOf(owners) },
    next: 'Have the program keep its connections and use them again (a pool); until then net.ipv4.tcp_tw_reuse=1, a wider ip_local_port_range, or more source or destination addresses.',
    caution:
      'A program that binds a port before it connects needs IP_BIND_ADDRESS_NO_PORT, or each takes a port of the whole range.',
    verify: `ss -tan dst ${endpoint(table, 'remote', most.row)} | wc -l`,
  }
}

function sizeOf({ low, high, reserved }: PortRange): number {
  return high - low + 1 - reserved.size
}

function rangeOf(samples: Samples): PortRange | null {
  return portRange(samples, netNamespace(samples, null))
}

function socketCount(snapshot: Snapshot): number | null {
  const { inuse4, inuse6, timeWait } = socketSummary(
    snapshot.samples,
    null,
    countersOf(snapshot),
    snapshot.facts.pageSize,
  )
  return inuse4 === null ? null : inuse4 + (inuse6 ?? 0) + (timeWait ?? 0)
}
