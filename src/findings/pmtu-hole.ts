import { count } from '../format.ts'
import { socketSource } from '../model/sockets/table.ts'
import { peerAddress } from '../model/tcp/ends.ts'
import { sizeHoles, unansweredFor } from '../model/tcp/stalled.ts'
import { isMissing } from '../source.ts'
import {
  COUNTERS,
  countersOf,
  LIVE,
  ownerCulprits,
  peerCulprits,
  pidsOf,
  socketsNow,
  stirred,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

export const pmtuHole: Rule = {
  id: 'PMTU-HOLE',
  title: 'full segments never arrive',
  help: 'Small segments get through and are acknowledged, full ones never: a link on the way takes smaller packets only, and its ICMP message that says so is filtered. Connections open, and stand still with the first large answer. sock_diag tcp_info backoff, lost, sacked, snd_mss; ip-sysctl.rst tcp_mtu_probing',
  resource: 'network',
  namespaced: true,
  limits: {
    backoff: { value: 3, unit: '', why: 'timeouts in a row of the same segment, while later ones are acknowledged' },
  },
  window: 5,
  every: 2,
  sources: () => COUNTERS,
  sign: (snapshot) => stirred(snapshot, 'TcpExtTCPTimeouts'),
  dear: () => ({ sources: [socketSource(LIVE)], processes: { everybody: ['sockets'] } }),
  see: (snapshot, limits) => {
    const timeouts = countersOf(snapshot).perSecond('TcpExtTCPTimeouts')
    const fired = told.events('retransmission timeouts', timeouts, null, '/proc/net/netstat TcpExt TCPTimeouts')
    const table = socketsNow(snapshot, LIVE)
    if (isMissing(table)) return timeouts === 0 ? { clear: true, evidence: [fired] } : table
    const { info } = table
    if (!info && timeouts !== 0) return NO_INFO
    const rows = sizeHoles(table, limits('backoff'))
    const [first] = rows
    if (first === undefined || !info) return { clear: true, evidence: [fired] }
    const owners = ownerCulprits(snapshot, table, rows)
    const peer = peerAddress(table, first)
    const mss = info.sndMss[first] as number
    return {
      seen: 'warning',
      held: unansweredFor(table, first) ?? 0,
      value: rows.length,
      says: `Segments of ${count(mss)} bytes to ${peer} do not arrive while smaller ones do${owners[0] ? `: ${owners[0].name} stands still` : ''}. A link on the way takes smaller packets only, and its ICMP message is filtered.`,
      evidence: [
        told.count('connections with such a hole', rows.length, 0, 'sock_diag tcp_info'),
        told.count(
          'timeouts in a row of the first segment',
          info.backoff[first] as number,
          limits('backoff'),
          'sock_diag tcp_info backoff',
        ),
        told.count('later segments that arrived', info.sacked[first] as number, 0, 'sock_diag tcp_info sacked'),
        told.amount('largest segment', mss, null, 'sock_diag tcp_info snd_mss'),
        fired,
      ],
      culprits: [...peerCulprits(table, rows), ...owners],
      scope: { pids: pidsOf(owners) },
      next: `Let ICMP "fragmentation needed" (type 3 code 4; ICMPv6 type 2) through, or clamp the MSS at the tunnel; net.ipv4.tcp_mtu_probing=1 finds the size by itself.`,
      caution: `${count(rows.length)} seen: heavy loss can look like it for a moment.`,
      verify: `ping -M do -s 1472 ${peer}; tracepath ${peer}`,
    }
  },
}

const NO_INFO = {
  missing: 'absent',
  source: 'sock_diag tcp_info',
  why: '/proc/net/tcp does not tell what was acknowledged',
  remedy: 'install koffi (npm install koffi)',
} as const
