import { count, percentOf, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource, type Wanted } from '../model/sockets/table.ts'
import { connecting } from '../model/tcp/backoff.ts'
import { connections } from '../model/tcp/connections.ts'
import { endpoint } from '../model/tcp/ends.ts'
import type { SocketTable } from '../parse/net/socket-table.ts'
import { stateMask, TCP } from '../parse/net/tcp-state.ts'
import { isMissing } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import {
  COUNTERS,
  countersOf,
  dumpIn,
  noCounter,
  ownerCulprits,
  peerCulprits,
  pidsOf,
  serversScope,
  socketsNow,
  stirred,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

const CONNECTING: Wanted = { states: stateMask(TCP.SYN_SENT) }

/** Begun, failed and sent again within one look; `fails`: of the connects made here. */
interface Counted {
  readonly at: Nanos
  readonly time: Seconds
  readonly again: number
  readonly fails: number
  readonly connects: number
  readonly accepts: number
}

/** The waits between SYNs double: what is counted in a second or five says little. */
const OVER: Seconds = 30
/** Nothing was counted for so long, and nobody waits for an answer any more: it is over, whatever the half minute before was like. */
const STILL: Seconds = 10

/** `kept`: the looks of the last half minute. */
export const synRetry: Rule<readonly Counted[]> = {
  id: 'SYN-RETRY',
  title: 'connects get no answer, or are refused',
  help: 'The first SYN (or the answer to it) was lost or dropped: it is sent again after 1 s, so that a connection starts late or not at all. /proc/net/netstat TcpExt TCPSynRetrans, which counts SYN-ACKs too; /proc/net/snmp Tcp AttemptFails, less those that came from elsewhere: TcpExt EmbryonicRsts',
  resource: 'network',
  namespaced: true,
  limits: {
    again: { value: 0.3, unit: '/s', why: 'ten in half a minute: fewer may be one host that is down' },
    share: { value: 10, unit: '%', why: 'of the connections that begin: every tenth starts a second late' },
    fails: { value: 1, unit: '/s', why: 'fewer are a health check of what is not there' },
    fail_share: { value: 20, unit: '%', why: 'of the connects made here: every fifth fails' },
    exit: { value: 0.1, unit: '/s', why: 'a third of where it begins' },
  },
  window: 15,
  every: 4,
  sources: () => COUNTERS,
  sign: (snapshot) => stirred(snapshot, 'TcpExtTCPSynRetrans'),
  dear: (samples) => {
    const table = dumpIn(samples, CONNECTING)
    const asks = table !== null && table.count > 0
    return { sources: [socketSource(CONNECTING)], ...(asks ? { processes: { everybody: ['sockets'] as const } } : {}) }
  },
  see: (snapshot, limits, kept) => {
    const counted = countedIn(snapshot)
    if (!counted) return noCounter(snapshot, 'TcpExtTCPSynRetrans')
    const lately = [...(kept ?? []), counted].filter(({ at }) => counted.at - at <= OVER * 1e9)
    const { again, fails, connects, accepts } = overAll(lately)
    const share = again / Math.max(again, connects + accepts)
    const failShare = fails === 0 ? 0 : fails / Math.max(fails, connects)
    const evidence = [
      told.events('SYNs and SYN-ACKs sent again', again, limits('again'), '/proc/net/netstat TcpExt TCPSynRetrans'),
      told.share(
        'of the connections that begin',
        again === 0 ? 0 : share,
        limits('share'),
        '/proc/net/snmp Tcp ActiveOpens, PassiveOpens',
      ),
      told.events(
        'connects that failed',
        fails,
        limits('fails'),
        '/proc/net/snmp Tcp AttemptFails, less /proc/net/netstat TcpExt EmbryonicRsts',
      ),
    ]
    const isRetried = again >= limits('again') && share * 100 >= limits('share')
    const isRefused = fails >= limits('fails') && failShare * 100 >= limits('fail_share')
    if (again < limits('exit') && !isRefused) return { clear: true, evidence, kept: lately }
    const table = socketsNow(snapshot, CONNECTING)
    const waiting = isMissing(table) ? null : lateOnes(table)
    if (!waiting?.length && isStill(lately, counted.at)) return { clear: true, evidence, kept: lately }
    const owners = waiting && !isMissing(table) ? ownerCulprits(snapshot, table, waiting) : []
    const peers = waiting && !isMissing(table) ? peerCulprits(table, waiting) : []
    // Nobody waits here, and nobody connects: it is answers to others that are sent again.
    const isOurs = isRefused || connects > 0 || (waiting !== null && waiting.length > 0)
    return {
      seen: isOurs ? 'warning' : 'info',
      hold: !isRetried && !isRefused,
      value: isRetried ? again : fails,
      says:
        waiting && waiting.length > 0 && !isMissing(table)
          ? `${waiting.length === 1 ? 'A connect' : `${count(waiting.length)} connects`}${owners[0] ? ` of ${owners[0].name}` : ''} got no answer, most from ${peers.length === 1 ? endpoint(table, 'remote', waiting[0] as number) : peers[0]?.name}: the SYN is sent again after 1, 2, 4 s.`
          : isRefused
            ? `${perSecond(fails)} connects a second fail, ${percentOf(failShare)} of those made here: the peer refuses them or does not answer.`
            : isOurs
              ? `${perSecond(again)} SYNs a second have to be sent again, ${percentOf(share)} of the connections that begin.`
              : `${perSecond(again)} SYN-ACKs a second have to be sent again: clients begin connections and do not go on.`,
      evidence,
      culprits: [...peers, ...owners],
      scope: { pids: pidsOf(owners), peers: waiting && !isMissing(table) ? serversScope(table, waiting) : [] },
      next: 'See whether the peer is up and reachable (route, firewall), and whether its accept queue overflows.',
      caution: 'Scanners and health checks of hosts that are down do this by design.',
      verify: 'ss -tano state syn-sent; nstat -az TcpExtTCPSynRetrans TcpAttemptFails TcpExtEmbryonicRsts',
      kept: lately,
    }
  },
}

function isStill(lately: readonly Counted[], now: Nanos): boolean {
  return lately.every(({ at, again, fails }) => now - at > STILL * 1e9 || again + fails === 0)
}

/** Those that have sent more than one SYN. */
function lateOnes(table: SocketTable): readonly number[] {
  return [...connecting(table).rows].filter((row) => (table.retransmits[row] as number) > 0)
}

/** Null: there is one sample yet, or the counters are not there. */
function countedIn(snapshot: Snapshot): Counted | null {
  const counters = countersOf(snapshot)
  const again = counters.perSecond('TcpExtTCPSynRetrans')
  const { connects, accepts, refused } = connections(counters)
  const time = snapshot.interval
  if (again === null || connects === null || accepts === null || time === null) return null
  return {
    at: snapshot.samples.after.at,
    time,
    again: again * time,
    fails: (refused ?? 0) * time,
    connects: connects * time,
    accepts: accepts * time,
  }
}

/** Per second, over all of these looks. */
function overAll(looks: readonly Counted[]) {
  const sum = (of: (look: Counted) => number) => looks.reduce((all, look) => all + of(look), 0)
  const time = sum((look) => look.time)
  return {
    again: sum((look) => look.again) / time,
    fails: sum((look) => look.fails) / time,
    connects: sum((look) => look.connects) / time,
    accepts: sum((look) => look.accepts) / time,
  }
}
