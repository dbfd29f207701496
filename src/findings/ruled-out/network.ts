import { percentOf } from '../../format.ts'
import { counterSources, counters } from '../../model/tcp/counters.ts'
import { type Clearance, inPercent, number } from './clearance.ts'

const RETRANSMITTED = 0.01
/** Segments per second below which a share of them says nothing. */
const FEW = 20

/** Network, of whytop's own namespace: what was sent again; connections that were refused or dropped; failed attempts. */
export const networkCleared: Clearance = {
  sources: counterSources(null),
  clears({ samples }) {
    const { perSecond } = counters(samples, null)
    const [sent, again] = [perSecond('TcpOutSegs'), perSecond('TcpRetransSegs')]
    const overflows = perSecond('TcpExtListenOverflows')
    const drops = perSecond('TcpExtListenDrops')
    const datagrams = perSecond('UdpRcvbufErrors')
    if (sent === null || again === null || overflows === null) return null
    const share = again / Math.max(sent, FEW)
    // A few are what a firewall here refuses a program.
    const discards = perSecond('IpOutDiscards')
    if ((discards ?? 0) >= 1) return null
    if (share >= RETRANSMITTED || overflows > 0 || (drops ?? 0) > 0 || (datagrams ?? 0) > 0) return null
    return {
      resource: 'network',
      says: `retransmitted ${percentOf(share)}, no queue overflowed`,
      evidence: [
        number('segments sent', sent, null, '/s', '/proc/net/snmp Tcp OutSegs'),
        number(
          'segments sent again',
          inPercent(share),
          inPercent(RETRANSMITTED),
          '%',
          '/proc/net/snmp Tcp RetransSegs',
        ),
        number('connections dropped by a full queue', overflows, 1, '/s', '/proc/net/netstat TcpExt ListenOverflows'),
        ...(datagrams === null
          ? []
          : [number('datagrams dropped', datagrams, 1, '/s', '/proc/net/snmp Udp RcvbufErrors')]),
        ...(discards === null
          ? []
          : [number('packets dropped before they left', discards, 1, '/s', '/proc/net/snmp Ip OutDiscards')]),
      ],
    }
  },
}
