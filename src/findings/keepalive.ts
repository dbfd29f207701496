import { count, percentOf } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource, type Wanted } from '../model/sockets/table.ts'
import { idleFor, KEPT_STATES, keepalive as keptAlive } from '../model/tcp/keepalive.ts'
import { limitSources, limits as settings } from '../model/tcp/limits.ts'
import { netNamespace } from '../model/tcp/namespace.ts'
import { isMissing } from '../source.ts'
import type { Seconds } from '../units.ts'
import {
  COUNTERS,
  countersOf,
  isDumpCheap,
  noCounter,
  ownerCulprits,
  peerCulprits,
  pidsOf,
  socketsNow,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

const KEPT: Wanted = { states: KEPT_STATES, info: true }
const HOUR = 3600

export const keepalive: Rule = {
  id: 'KEEPALIVE',
  title: 'long idle connections without keepalive',
  help: 'Nothing would notice that their peer is gone, and firewalls and NAT forget idle connections after 5 min to an hour. A program has to ask for keepalive (SO_KEEPALIVE); tcp_keepalive_time is only the default of those that do. sock_diag timer, tcp_info last_data_*',
  resource: 'network',
  namespaced: true,
  advice: true,
  limits: {
    idle: { value: 100, unit: '', why: 'fewer harm nobody even when their peers are gone' },
    age: { value: HOUR, unit: 's', why: 'no data either way for so long: many firewalls have forgotten it' },
  },
  window: 60,
  every: 60,
  trend: 120,
  sources: () => [...COUNTERS, ...limitSources],
  sign: (snapshot, limits) => !isUntold(snapshot) && (countersOf(snapshot).now('TcpCurrEstab') ?? 0) >= limits('idle'),
  dear: () => ({ sources: [socketSource(KEPT)], processes: { everybody: ['sockets'] } }),
  see: (snapshot, limits) => {
    const open = countersOf(snapshot).now('TcpCurrEstab')
    if (open === null) return noCounter(snapshot, 'TcpCurrEstab')
    const all = told.count('connections open', open, limits('idle'), '/proc/net/snmp Tcp CurrEstab')
    if (open < limits('idle')) return { clear: true, evidence: [all] }
    if (isUntold(snapshot)) return NO_INFO
    const table = socketsNow(snapshot, KEPT)
    if (isMissing(table)) return table
    if (!table.info) return NO_INFO
    const { rows } = keptAlive(table)
    const idle = [...rows.rows].filter((row) => table.timer[row] === 0 && (idleFor(table, row) ?? 0) >= limits('age'))
    const evidence = [
      told.count(
        'idle for an hour without keepalive',
        idle.length,
        limits('idle'),
        'sock_diag timer, tcp_info last_data_sent, last_data_recv',
      ),
      all,
    ]
    if (idle.length < limits('idle')) return { clear: true, evidence }
    const owners = ownerCulprits(snapshot, table, idle)
    const time = defaultTime(snapshot)
    return {
      seen: 'info',
      value: idle.length,
      says: `${count(idle.length)} connections (${percentOf(idle.length / Math.max(open, idle.length))} of all) have been idle for more than an hour, and nothing would notice that their peers are gone${owners[0] ? `: most are ${owners[0].name}'s` : ''}.`,
      evidence,
      culprits: [...owners, ...peerCulprits(table, idle)],
      scope: { pids: pidsOf(owners) },
      next: `Have the program set SO_KEEPALIVE, with TCP_KEEPIDLE below what firewalls remember (300 s); the default here is ${count(time)} s.`,
      caution: 'A program with its own heartbeat needs none; sysctls change nothing for sockets that did not ask.',
      verify: 'ss -tano state established',
    }
  },
}

/** In another network namespace, whose settings are not known either: its /proc/net/tcp need not be read to know that it does not tell. */
function isUntold(snapshot: Snapshot): boolean {
  return !isDumpCheap(snapshot) && defaultTime(snapshot) === null
}

function defaultTime({ samples, facts }: Snapshot): Seconds | null {
  return settings(samples, facts.pageSize, netNamespace(samples, null)).keepalive.time
}

const NO_INFO = {
  missing: 'absent',
  source: 'sock_diag tcp_info',
  why: '/proc/net/tcp does not tell how long a connection has been idle',
  remedy: 'install koffi (npm install koffi)',
} as const
