import { count, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { ownersOf } from '../model/sockets/owners.ts'
import { type UdpRow, udpRates, udpSockets, udpSources } from '../model/tcp/udp.ts'
import { snmp6 } from '../parse/net/snmp6.ts'
import { COUNTERS, countersOf, noCounter, ownerCulprit, pidsOf } from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

export const udpDrop: Rule = {
  id: 'UDP-DROP',
  title: 'datagrams are lost at a program',
  help: 'They came in, and the receive buffer of the socket was full: the program reads too slowly, or its buffer is too small for bursts. /proc/net/snmp Udp RcvbufErrors; which socket: /proc/net/udp drops',
  resource: 'network',
  namespaced: true,
  limits: {
    warning: { value: 10, unit: '/s', why: 'a few lost in a burst are normal for datagrams' },
    share: { value: 1, unit: '%', why: 'of what comes in: a stream of them is noticeably broken' },
    least: { value: 1, unit: '/s', why: 'of one datagram a minute a share says nothing' },
    exit: { value: 0.5, unit: '/s', of: ['least', 'warning'], why: 'half of the least that counts' },
  },
  window: 10,
  every: 2,
  sources: () => [...COUNTERS, snmp6],
  sign: (snapshot, limits) => (lost(snapshot) ?? 0) >= limits('exit'),
  dear: () => ({ sources: udpSources(null), processes: { everybody: ['sockets'] } }),
  see: (snapshot, limits) => {
    const { receiveBuffer, received } = udpRates(countersOf(snapshot))
    if (receiveBuffer === null) return noCounter(snapshot, 'UdpRcvbufErrors')
    const all = receiveBuffer + (received ?? 0)
    const share = all > 0 ? receiveBuffer / all : 0
    const evidence = [
      told.events('lost at full receive buffers', receiveBuffer, limits('warning'), '/proc/net/snmp Udp RcvbufErrors'),
      told.share('of what came in', share, limits('share'), '/proc/net/snmp Udp InDatagrams'),
    ]
    if (receiveBuffer < limits('exit')) return { clear: true, evidence }
    const sockets = dropping(snapshot)
    const culprits = holders(snapshot, sockets)
    const [first] = sockets
    const who = culprits[0]?.name ?? 'a program'
    return {
      seen: 'warning',
      hold: receiveBuffer < limits('warning') && (receiveBuffer < limits('least') || share * 100 < limits('share')),
      value: receiveBuffer,
      says: `${perSecond(receiveBuffer)} datagrams a second are lost at ${who}${first ? ` (port ${first.localPort})` : ''}: it does not read them fast enough.`,
      evidence: [
        ...evidence,
        ...sockets
          .slice(0, 1)
          .map(({ localPort, drops }) =>
            told.count(`lost at port ${localPort} since it was opened`, drops, null, '/proc/net/udp drops'),
          ),
      ],
      culprits,
      scope: { pids: pidsOf(culprits) },
      next: 'See whether that program is busy or waits for something else; for bursts have it ask for a larger buffer (SO_RCVBUF) and raise net.core.rmem_max.',
      caution: 'Multicast and some monitoring programs drop on purpose.',
      verify: 'nstat -az UdpRcvbufErrors Udp6RcvbufErrors; ss -uanm',
    }
  },
}

function lost(snapshot: Snapshot): number | null {
  return udpRates(countersOf(snapshot)).receiveBuffer
}

function dropping({ samples }: Snapshot): readonly UdpRow[] {
  return udpSockets(samples, null).rows.filter(({ dropsPerSecond }) => (dropsPerSecond ?? 0) > 0)
}

function holders({ samples }: Snapshot, sockets: readonly UdpRow[]): readonly Culprit[] {
  const owners = ownersOf(samples.after.processes)
  return sockets.slice(0, 3).flatMap(({ inode, localPort, dropsPerSecond }) => {
    const owner = inode === null ? null : owners.of(inode)
    return owner ? [ownerCulprit(owner, `${count(dropsPerSecond)}/s at port ${localPort}`)] : []
  })
}
