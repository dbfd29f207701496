import { age, count } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource } from '../model/sockets/table.ts'
import { backingOff, givenUpIn } from '../model/tcp/backoff.ts'
import { endpoint } from '../model/tcp/ends.ts'
import { limitSources, limits as settings } from '../model/tcp/limits.ts'
import { netNamespace } from '../model/tcp/namespace.ts'
import { acceptedAt, sizeHoles, unansweredFor } from '../model/tcp/stalled.ts'
import type { SocketTable } from '../parse/net/socket-table.ts'
import type { Samples } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import type { Seconds } from '../units.ts'
import {
  COUNTERS,
  countersOf,
  dumpIn,
  LIVE,
  ownerCulprits,
  peerCulprits,
  peersAmong,
  pidsOf,
  socketsNow,
  stirred,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

const FIRST_BACKOFF = 3
const OF_CLIENTS = 'These are clients of a port that listens here: some go away without a word at all times.'

export const rtoBackoff: Rule = {
  id: 'RTO-BACKOFF',
  title: 'connections without an answer',
  help: 'Data is out, and timeout after timeout nobody acknowledges it; each wait is twice the last, from 200 ms on, until the kernel gives up (924 s with tcp_retries2=15). A peer that keeps its window shut does answer and is not among them. sock_diag, as ss -tanoi shows timer:(on,…), backoff',
  resource: 'network',
  namespaced: true,
  limits: {
    backoff: { value: FIRST_BACKOFF, unit: '', why: 'timeouts in a row: one or two are a lost segment' },
    age: { value: 5, unit: 's', why: 'without an answer: nobody calls that slow any more' },
    many: { value: 20, unit: '', why: 'of all connections: it is the network, not one host' },
    peer: { value: 5, unit: '', why: 'of one peer: it is gone, or the way to it' },
    clients: { value: 1, unit: '%', why: 'of what is open: single clients go away at all times (laptops, phones)' },
  },
  window: 5,
  every: 2,
  sources: () => [...COUNTERS, ...limitSources],
  // Each wait that ends is counted. What has waited for long already is seen at the first look.
  sign: (snapshot) => stirred(snapshot, 'TcpExtTCPTimeouts'),
  dear: (samples) => ({
    sources: [socketSource(LIVE)],
    ...(samples && stalledIn(samples) ? { processes: { everybody: ['sockets'] as const } } : {}),
  }),
  see: (snapshot, limits) => {
    const timeouts = countersOf(snapshot).perSecond('TcpExtTCPTimeouts')
    const fired = told.events('retransmission timeouts', timeouts, null, '/proc/net/netstat TcpExt TCPTimeouts')
    const table = socketsNow(snapshot, LIVE)
    if (isMissing(table)) return timeouts === 0 ? { clear: true, evidence: [fired] } : table
    const rows = stalled(table, limits('backoff'), limits('age'))
    const evidence = [
      told.count('connections without an answer', rows.length, limits('many'), 'sock_diag retrans, timer on'),
      fired,
    ]
    const first = rows[0]
    if (first === undefined) return { clear: true, evidence }
    const isAccepted = acceptedAt(table)
    // What its program has closed holds up nobody: see ORPHAN.
    const owned = rows.filter((row) => (table.inode[row] as number) > 0)
    const outgoing = owned.filter((row) => !isAccepted(row))
    const [peer] = peersAmong(table, rows)
    const owners = ownerCulprits(snapshot, table, rows)
    const wait = unansweredFor(table, first)
    const open = countersOf(snapshot).now('TcpCurrEstab')
    const isMuch = owned.length >= limits('peer') || (open !== null && owned.length * 100 >= limits('clients') * open)
    const isCritical = owned.length >= limits('many') || (peersAmong(table, owned)[0]?.count ?? 0) >= limits('peer')
    return {
      seen: isCritical ? 'critical' : outgoing.length > 0 || (isMuch && owned.length > 1) ? 'warning' : 'info',
      held: wait ?? 0,
      value: rows.length,
      says: `${rows.length === 1 ? 'A connection' : `${count(rows.length)} connections`}${owners[0] ? ` of ${owners[0].name}` : ''} to ${rows.length === 1 ? endpoint(table, 'remote', first) : `${peer?.name}${peer && peer.count < rows.length ? ' and others' : ''}`} get${rows.length === 1 ? 's' : ''} no answer${wait === null ? '' : ` for ${age(wait)}`}${dies(snapshot, table, first)}.`,
      evidence: [
        ...evidence,
        told.count(
          'timeouts in a row of the worst',
          table.retransmits[first] as number,
          limits('backoff'),
          'sock_diag idiag_retrans',
        ),
      ],
      culprits: [...peerCulprits(table, rows), ...owners],
      scope: { pids: pidsOf(owners) },
      next: 'See whether the peer is up and whether a firewall or NAT between has forgotten the connection; have the program set TCP_USER_TIMEOUT to learn of it sooner.',
      ...(outgoing.length === 0 ? { caution: OF_CLIENTS } : {}),
      verify: 'ss -tanoi state established',
    }
  },
}

/** Most timeouts first; holes of the path are those of PMTU-HOLE. */
function stalled(table: SocketTable, backoff: number, least: Seconds): readonly number[] {
  const holes = new Set(sizeHoles(table, backoff))
  return [...backingOff(table).rows].filter((row) => {
    const retransmits = table.retransmits[row] as number
    const wait = unansweredFor(table, row)
    // Without tcp_info: one timeout more takes 3 s at the least.
    return !holes.has(row) && (wait === null ? retransmits > backoff : retransmits >= backoff && wait >= least)
  })
}

function stalledIn(samples: Samples): boolean {
  const table = dumpIn(samples, LIVE)
  return table !== null && stalled(table, FIRST_BACKOFF, 0).length > 0
}

function dies({ samples, facts }: Snapshot, table: SocketTable, row: number): string {
  const { retry } = settings(samples, facts.pageSize, netNamespace(samples, null))
  const left = givenUpIn(table, row, retry)
  return left === null ? '' : `; the kernel gives up in ${age(left)}`
}
