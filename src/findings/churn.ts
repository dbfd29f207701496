import { count, percentOf, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource } from '../model/sockets/table.ts'
import { connections } from '../model/tcp/connections.ts'
import { isMissing } from '../source.ts'
import { COUNTERS, countersOf, largestPeers, noCounter, socketsNow } from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

export const churn: Rule = {
  id: 'CHURN',
  title: 'connections are opened for one request each',
  help: 'Handshakes and closing are most of the work: many new connections a second that live for less than a second. What helps is that programs use connections again (HTTP keep-alive, pools); TCP keepalive is something else. Refused connects are none of them. /proc/net/snmp Tcp ActiveOpens less AttemptFails, PassiveOpens, CurrEstab',
  resource: 'network',
  namespaced: true,
  limits: {
    made: { value: 200, unit: '/s', why: 'below, handshakes are no work to speak of' },
    costly: { value: 1000, unit: '/s', why: 'at about 0.1 ms of CPU each, a tenth of a CPU only opens and closes' },
    lifetime: { value: 1, unit: 's', why: 'a connection that is used again lives for longer' },
    exit: { value: 100, unit: '/s', why: 'half of where it begins' },
  },
  window: 60,
  every: 4,
  sources: () => COUNTERS,
  sign: (snapshot, limits) => (made(snapshot) ?? 0) >= limits('made'),
  // Of every state, as PORTS and the table of sockets ask for: one dump serves them all.
  dear: () => ({ sources: [socketSource()] }),
  see: (snapshot, limits) => {
    const perSec = made(snapshot)
    if (perSec === null) return noCounter(snapshot, 'TcpActiveOpens')
    const { closedFirst, opened, accepts } = connections(countersOf(snapshot))
    const open = countersOf(snapshot).now('TcpCurrEstab')
    // As many as are open at a time, over as many as come in a second. Little's law
    const lifetime = open === null || perSec === 0 ? null : open / perSec
    const evidence = [
      told.events(
        'connections made and taken',
        perSec,
        limits('made'),
        '/proc/net/snmp Tcp ActiveOpens, PassiveOpens, AttemptFails, /proc/net/netstat TcpExt EmbryonicRsts',
      ),
      {
        what: 'how long one lives',
        seen: lifetime,
        limit: limits('lifetime'),
        unit: 's',
        from: '/proc/net/snmp Tcp CurrEstab',
      },
      told.share('closed by this side first', closedFirst, null, '/proc/net/netstat TcpExt TW'),
    ]
    if (perSec < limits('exit') || (lifetime !== null && lifetime >= limits('lifetime')))
      return { clear: true, evidence }
    const table = socketsNow(snapshot, {})
    const culprits = isMissing(table) ? [] : largestPeers(table)
    const [peer] = culprits
    return {
      seen: perSec >= limits('costly') ? 'warning' : 'info',
      hold: perSec < limits('made'),
      value: perSec,
      says: `${count(perSec)} connections a second are opened and closed again (${perSecond(opened)} made here, ${perSecond(accepts)} taken in)${peer ? `, most with ${peer.name}` : ''}; ${closer(closedFirst)}.`,
      evidence,
      culprits,
      next: 'Turn on HTTP keep-alive or a connection pool between the two, and look which side closes first.',
      caution: 'Health checks, load tests and DNS over TCP do this by design.',
      verify: 'nstat -az TcpActiveOpens TcpPassiveOpens TcpAttemptFails TcpExtEmbryonicRsts TcpExtTW; sar -n TCP 1',
    }
  },
}

/** A connect that is refused costs a handshake's half, and lives for no time: see SYN-RETRY. */
function made(snapshot: Snapshot): number | null {
  const { opened, accepts } = connections(countersOf(snapshot))
  return opened === null || accepts === null ? null : opened + accepts
}

function closer(first: number | null): string {
  if (first === null) return 'nobody can tell who closes first'
  if (first >= 0.4 && first <= 0.6) return 'half of them are closed first by this side, as both ends over loopback are'
  return first > 0.5 ? `this side closes ${percentOf(first)} of them first` : 'the peers close most of them first'
}
