import { count, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource, type Wanted } from '../model/sockets/table.ts'
import { endpoint } from '../model/tcp/ends.ts'
import { listenersOf } from '../model/tcp/listeners.ts'
import { stateMask, TCP } from '../parse/net/tcp-state.ts'
import { tcpSyncookies } from '../parse/sys/net/ipv4.ts'
import { reading } from '../sample/sample.ts'
import { isMissing, valueOf } from '../source.ts'
import type { Nanos, Rate } from '../units.ts'
import {
  COUNTERS,
  countersOf,
  noCounter,
  ownerCulprit,
  ownerIn,
  peerCulprits,
  rowsWhere,
  socketsNow,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

const HALF_OPEN: Wanted = { states: stateMask(TCP.SYN_RECV, TCP.LISTEN) }
/** tcp_syncookies: each SYN is answered with one, whatever the queue. */
const ALWAYS = 2

/** `kept`: when it was last seen. */
export const synFlood: Rule<Nanos> = {
  id: 'SYN-FLOOD',
  title: 'the queue of half open connections is full',
  help: 'SYNs come faster than handshakes end: the kernel answers with SYN cookies, or drops. A listener has as many half open connections as its backlog allows. /proc/net/netstat TcpExt TCPReqQFullDoCookies, TCPReqQFullDrop; Documentation/networking/ip-sysctl.rst',
  resource: 'network',
  namespaced: true,
  limits: {
    cookies: {
      value: 10,
      unit: '/s',
      why: 'a single cookie now and then is a burst; window scaling is lost with each',
    },
    dropped: { value: 0, unit: '/s', why: 'each is a connection that waits a second at least' },
    stay: { value: 10, unit: 's', why: 'it comes in bursts: how long one is told of' },
  },
  window: 5,
  every: 2,
  sources: () => [...COUNTERS, tcpSyncookies],
  sign: (snapshot) => {
    const { cookies, dropped } = ratesOf(snapshot)
    return (cookies ?? 0) + (dropped ?? 0) > 0
  },
  dear: () => ({ sources: [socketSource(HALF_OPEN)], processes: { everybody: ['sockets'] } }),
  see: (snapshot, limits, kept) => {
    const { cookies, dropped } = ratesOf(snapshot)
    if (cookies === null || dropped === null) return noCounter(snapshot, 'TcpExtTCPReqQFullDoCookies')
    const evidence = [
      told.events(
        'answered with a SYN cookie',
        cookies,
        limits('cookies'),
        '/proc/net/netstat TcpExt TCPReqQFullDoCookies',
      ),
      told.events('SYNs dropped', dropped, limits('dropped'), '/proc/net/netstat TcpExt TCPReqQFullDrop'),
      told.events(
        'cookies that came back wrong',
        countersOf(snapshot).perSecond('TcpExtSyncookiesFailed'),
        null,
        '/proc/net/netstat TcpExt SyncookiesFailed',
      ),
    ]
    const now = snapshot.samples.after.at
    const isThere = dropped > limits('dropped') || cookies >= limits('cookies')
    const last = isThere ? now : kept
    if (last === null || now - last > limits('stay') * 1e9) return { clear: true, evidence, kept: last }
    const { listener, culprits } = fullest(snapshot)
    return {
      seen: dropped > limits('dropped') ? 'critical' : 'warning',
      hold: !isThere,
      value: cookies + dropped,
      says: `More SYNs come${listener === '' ? '' : ` to ${listener}`} than handshakes end: ${perSecond(cookies)} a second are answered with cookies, ${perSecond(dropped)} are dropped.`,
      evidence,
      culprits,
      next: 'See whether the senders finish their handshakes; if they do, raise the backlog of listen(2) with somaxconn and tcp_max_syn_backlog, else filter them.',
      caution: 'Keep net.ipv4.tcp_syncookies=1: without it each SYN over the queue is lost.',
      verify: 'nstat -az TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop; ss -tan state syn-recv',
      kept: last,
    }
  },
}

function ratesOf(snapshot: Snapshot): { readonly cookies: Rate<string> | null; readonly dropped: Rate<string> | null } {
  const { perSecond: rate } = countersOf(snapshot)
  const always = valueOf(reading(snapshot.samples.after, tcpSyncookies)) === ALWAYS
  const full = rate('TcpExtTCPReqQFullDoCookies')
  // Cookies are also sent where the accept queue is full: they are those of ACCEPTQ.
  return { cookies: always && full !== null ? 0 : full, dropped: rate('TcpExtTCPReqQFullDrop') }
}

/** The listener with most half open connections, and where they come from. */
function fullest(snapshot: Snapshot): { readonly listener: string; readonly culprits: readonly Culprit[] } {
  const table = socketsNow(snapshot, HALF_OPEN)
  if (isMissing(table)) return { listener: '', culprits: [] }
  const [most] = [...listenersOf(table)].sort((a, b) => b.synRecv - a.synRecv)
  if (!most || most.synRecv === 0) return { listener: '', culprits: [] }
  const name = endpoint(table, 'local', most.row)
  const owner = ownerIn(snapshot, table)(most.row)
  const share = `${count(most.synRecv)} half open${most.most === null ? '' : ` of ${count(most.most)}`}`
  return {
    listener: name,
    culprits: [
      { kind: 'listener', key: name, name, share, drill: { view: 'tcp', page: 'listeners', about: {} } },
      ...(owner ? [ownerCulprit(owner, `listens at ${name}`)] : []),
      ...peerCulprits(
        table,
        rowsWhere(table, (row) => table.state[row] === TCP.SYN_RECV),
      ),
    ],
  }
}
