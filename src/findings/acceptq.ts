import { count, percentOf, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource, type Wanted } from '../model/sockets/table.ts'
import { endpoint } from '../model/tcp/ends.ts'
import { type Listener, listenersOf } from '../model/tcp/listeners.ts'
import type { SocketTable } from '../parse/net/socket-table.ts'
import { stateMask, TCP } from '../parse/net/tcp-state.ts'
import { seconds } from '../rates.ts'
import { isMissing } from '../source.ts'
import type { Nanos } from '../units.ts'
import {
  COUNTERS,
  countersOf,
  dumpIn,
  isDumpCheap,
  listenersScope,
  noCounter,
  ownerCulprit,
  ownerIn,
  pidsOf,
  socketsNow,
  stirred,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Culprit, LimitValues, Rule } from './rule.ts'

const LISTENING: Wanted = { states: stateMask(TCP.LISTEN) }

const LOST = '/proc/net/netstat TcpExt ListenOverflows'

/** `kept`: when a connection was last lost. */
export const acceptq: Rule<Nanos> = {
  id: 'ACCEPTQ',
  title: 'a program accepts too slowly',
  help: 'Connections wait for accept(2) in a queue as long as the backlog of listen(2), or somaxconn where that is less; when it is full, SYNs and the last ACKs of handshakes are dropped and the client tries again after a second. /proc/net/netstat TcpExt ListenOverflows; the queues: ss -ltn',
  resource: 'network',
  namespaced: true,
  limits: {
    near: { value: 70, unit: '%', why: 'of the queue: a burst fills the rest' },
    least: { value: 5, unit: '', why: 'in a shorter queue a share says nothing' },
    overflows: { value: 0, unit: '/s', why: 'each is a connection that waits a second at least' },
    critical: { value: 1, unit: '/s', why: 'clients wait or fail all the time' },
    stay: { value: 10, unit: 's', why: 'a client comes again after 1, 2, 4 s: between two losses it is not over' },
  },
  window: 5,
  every: 2,
  sources: () => COUNTERS,
  // Without a new connection no queue grows; what was full before is seen at the first look.
  sign: (snapshot) =>
    stirred(snapshot, 'TcpExtListenOverflows') || (isDumpCheap(snapshot) && stirred(snapshot, 'TcpPassiveOpens')),
  dear: (samples) => {
    const table = dumpIn(samples, LISTENING)
    const isSlow =
      table !== null && listenersOf(table).some(({ share, queue }) => (share === null ? queue > 0 : share >= 0.5))
    return { sources: [socketSource(LISTENING)], ...(isSlow ? { processes: { everybody: ['sockets'] } } : {}) }
  },
  see: (snapshot, limits, kept) => {
    const lost = countersOf(snapshot).perSecond('TcpExtListenOverflows')
    if (lost === null) return noCounter(snapshot, 'TcpExtListenOverflows')
    const table = socketsNow(snapshot, LISTENING)
    const now = snapshot.samples.after.at
    const last = lost > limits('overflows') ? now : kept
    const isLosing = last !== null && now - last <= limits('stay') * 1e9
    const slow = isMissing(table) ? [] : listenersOf(table).filter((one) => isSlow(one, limits, isLosing))
    const [first] = slow
    const losses = told.events('connections lost at full accept queues', lost, limits('overflows'), LOST)
    const queue = first
      ? [told.count('wait in the fullest queue', first.queue, first.most, 'sock_diag, as ss -ltn Recv-Q and Send-Q')]
      : []
    const lately = {
      what: 'since one was lost',
      seen: seconds(last ?? now, now),
      limit: limits('stay'),
      unit: 's' as const,
      from: LOST,
    }
    // What proves it now comes first: often that is all there is room for.
    const evidence = lost > limits('overflows') ? [losses, ...queue] : [...queue, ...(isLosing ? [lately] : []), losses]
    if (!isLosing && !first) return { clear: true, evidence, kept: last }
    const culprits = isMissing(table) ? [] : slow.slice(0, 3).flatMap((one) => blamed(snapshot, table, one))
    return {
      seen: lost >= limits('critical') ? 'critical' : isLosing || first?.full ? 'warning' : 'info',
      value: lost,
      says: saying(isMissing(table) ? null : table, first, culprits, lost, isLosing),
      evidence,
      culprits,
      scope: { pids: pidsOf(culprits), peers: isMissing(table) ? [] : listenersScope(table, slow) },
      next: 'See what its threads wait for; more workers that accept, or, for bursts, a longer backlog of listen(2) together with net.core.somaxconn.',
      caution:
        'tcp_abort_on_overflow=1 only turns the wait of the clients into an error. The counter is of the network namespace, not of one listener.',
      verify: 'ss -ltn; nstat -az TcpExtListenOverflows',
      kept: last,
    }
  },
}

/** Where the maximum is not told (/proc/net/tcp) it is whose queue is not empty while connections are lost. */
function isSlow({ full, share, queue }: Listener, limits: LimitValues, isLosing: boolean): boolean {
  return (
    full ||
    (share === null && isLosing && queue > 0) ||
    (share !== null && share * 100 >= limits('near') && queue >= limits('least'))
  )
}

function blamed(snapshot: Snapshot, table: SocketTable, { row, queue, most, share }: Listener): readonly Culprit[] {
  const name = endpoint(table, 'local', row)
  const owner = ownerIn(snapshot, table)(row)
  const part =
    most === null ? `${count(queue)} wait` : `${count(queue)} wait, backlog ${count(most)} (${percentOf(share)})`
  const listener: Culprit = {
    kind: 'listener',
    key: name,
    name,
    share: part,
    drill: { view: 'tcp', page: 'listeners', about: {} },
  }
  return owner ? [ownerCulprit(owner, part), listener] : [listener]
}

function saying(
  table: SocketTable | null,
  first: Listener | undefined,
  [culprit]: readonly Culprit[],
  lost: number,
  isLosing: boolean,
): string {
  const losing = lost > 0 ? `${perSecond(lost)} connections a second are lost` : 'connections were lost a moment ago'
  if (!table) return `A program accepts too slowly: ${losing} at a full queue.`
  if (!first) return `A program accepted too slowly: ${losing} at a queue that has room again.`
  const at = endpoint(table, 'local', first.row)
  const who =
    culprit?.kind === 'process' ? `${culprit.name} accepts too slowly at ${at}` : `Nobody accepts fast enough at ${at}`
  const loses = isLosing ? `, and ${losing}` : first.full ? ': the next is lost' : ''
  return `${who}: ${count(first.queue)} connections wait${first.most === null ? '' : ` in a queue for ${count(first.most)}`}${loses}.`
}
