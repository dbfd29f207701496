import { bytesPerSecond, percentOf, perSecond } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource } from '../model/sockets/table.ts'
import { peerAddress } from '../model/tcp/ends.ts'
import { type Loss, losses } from '../model/tcp/losses.ts'
import { retransmission } from '../model/tcp/retransmission.ts'
import type { SocketTable } from '../parse/net/socket-table.ts'
import { seconds } from '../rates.ts'
import { reading } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import type { Rate, Share } from '../units.ts'
import { COUNTERS, countersOf, LIVE, noCounter, peerCulprit } from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

export const retrans: Rule = {
  id: 'RETRANS',
  title: 'TCP sends much again',
  help: 'Segments, or their acknowledgements, were lost on the way: each loss costs a round trip at least and lowers the speed. By peer from tcp_info bytes_retrans and bytes_sent, without loopback; else RetransSegs of all that is sent, OutSegs + RetransSegs. /proc/net/snmp Tcp, /proc/net/netstat TcpExt; TCPRetransFail is of those that this machine dropped itself.',
  resource: 'network',
  namespaced: true,
  limits: {
    warning: { value: 1, unit: '%', why: 'a healthy path over the Internet loses less' },
    critical: { value: 5, unit: '%', why: 'at such a loss a connection falls to a fraction of its speed (Mathis)' },
    exit: { value: 0.5, unit: '%', why: 'half of where it begins' },
    segments: { value: 30, unit: '/s', why: 'a thousand in half a minute: of fewer a share is chance' },
    bytes: { value: 40_000, unit: 'B/s', why: 'the same of one peer, at 1,448 B a segment' },
    again: { value: 0.5, unit: '/s', why: 'below, nobody notices whatever the share' },
    here: { value: 1, unit: '/s', why: 'of those sent again dropped by this machine: fewer may be chance' },
  },
  window: 30,
  every: 4,
  sources: () => COUNTERS,
  sign: (snapshot, limits) => (retransmission(countersOf(snapshot), null).again ?? 0) >= limits('again'),
  dear: () => ({ sources: [socketSource(LIVE)] }),
  see: (snapshot, limits) => {
    const { sent, again, share, kinds } = retransmission(countersOf(snapshot), snapshot.interval)
    if (sent === null || again === null) return noCounter(snapshot, 'TcpRetransSegs')
    const peers = lossesOf(snapshot)?.filter((one) => one.sent >= limits('bytes')) ?? null
    const [worst] = [...(peers ?? [])].sort((a, b) => b.loss.share - a.loss.share)
    // SYNs are those of SYN-RETRY, and no connection is there yet that could be slow.
    const syn = kindOf(kinds, 'syn')
    const data = Math.max(0, again - syn)
    const whole = sent + again >= limits('segments') ? data / (sent + again) : null
    const percent = 100 * Math.max(whole ?? 0, worst?.loss.share ?? 0)
    // What is sent again goes by the same queue and firewall as the rest: a share of it stands for that of all.
    const failed = countersOf(snapshot).perSecond('TcpExtTCPRetransFail')
    const evidence = [
      told.share('of all segments sent again', share, limits('warning'), '/proc/net/snmp Tcp RetransSegs, OutSegs'),
      told.events('segments sent again', again, null, '/proc/net/snmp Tcp RetransSegs'),
      ...(worst
        ? [
            told.share(
              `to ${worst.peer}, of its bytes`,
              worst.loss.share,
              limits('warning'),
              'sock_diag tcp_info bytes_retrans, bytes_sent',
            ),
          ]
        : []),
      told.events(
        'found by duplicate ACKs (fast)',
        kindOf(kinds, 'fast'),
        null,
        '/proc/net/netstat TcpExt TCPFastRetrans',
      ),
      told.events('after a timeout', kindOf(kinds, 'rto'), null, '/proc/net/netstat TcpExt TCPTimeouts'),
      told.events(
        'of those sent again: dropped on this machine',
        failed,
        limits('here'),
        '/proc/net/netstat TcpExt TCPRetransFail',
      ),
      told.events('in vain: it had arrived', kindOf(kinds, 'dsack'), null, '/proc/net/netstat TcpExt TCPDSACKRecv'),
    ]
    if (again < limits('again') || percent < limits('exit')) return { clear: true, evidence }
    const isVain = kindOf(kinds, 'dsack') >= data / 2
    const isHere = !isVain && (failed ?? 0) >= limits('here') && ((failed ?? 0) / again) * 100 >= percent / 4
    return {
      seen: isVain ? 'info' : percent >= limits('critical') ? 'critical' : 'warning',
      hold: percent < limits('warning'),
      value: percent,
      says: `${saying(worst ?? null, percent / 100, data, isVain)}${isHere ? ` This machine itself drops some: ${perSecond(failed)} a second are not even sent again.` : ''}`,
      evidence,
      culprits: (peers ?? [])
        .slice(0, 3)
        .map(({ peer, loss }) => peerCulprit(peer, `${bytesPerSecond(loss.again)} again, ${percentOf(loss.share)}`)),
      next: isHere
        ? 'See the queue of the interface (tc -s qdisc: dropped) and the rules for what goes out (iptables -nvL OUTPUT, nft list ruleset): one of them drops what this machine sends.'
        : worst
          ? 'See whether it is this peer only (its path or host) or all beyond an interface: errors and drops there, duplex, MTU, the firewall; then capture at both ends.'
          : 'See errors and drops of the interfaces, a full conntrack table, duplex and MTU; then capture at both ends.',
      caution: 'Traffic over loopback is in the share of all segments and makes it smaller.',
      verify: 'nstat -az TcpRetransSegs TcpOutSegs TcpExtTCPRetransFail; ss -ti',
    }
  },
}

interface PeerLoss {
  readonly peer: string
  readonly loss: Loss
  readonly sent: Rate<'B'>
}

/** Null: there are no two dumps, or the kernel does not tell. */
function lossesOf({ samples }: Snapshot): readonly PeerLoss[] | null {
  const source = socketSource(LIVE)
  const after = reading(samples.after, source)
  const before = samples.before && reading(samples.before, source)
  if (isMissing(after) || !before || isMissing(before)) return null
  // One that stands for several looks tells at all of them what it told at the first.
  if (before.value === after.value) return known.get(after.value) ?? null
  const found = losses(before.value, after.value, seconds(before.at, after.at))
  const peers = found?.map((loss) => ({ peer: peerAddress(after.value, loss.row), loss, sent: loss.sent })) ?? null
  known.set(after.value, peers)
  return peers
}

const known = new WeakMap<SocketTable, readonly PeerLoss[] | null>()

function kindOf(kinds: ReturnType<typeof retransmission>['kinds'], id: string): number {
  return kinds.find((kind) => kind.id === id)?.perSecond ?? 0
}

function saying(worst: PeerLoss | null, share: Share, again: Rate<string>, isVain: boolean): string {
  if (isVain)
    return `${perSecond(again)} segments a second are sent again in vain: the peers had them already, they came late or out of order.`
  if (worst && worst.loss.share >= share)
    return `${percentOf(worst.loss.share)} of the bytes to ${worst.peer} have to be sent again: they are lost on the way there, or the answers back.`
  return `${percentOf(share)} of all TCP segments have to be sent again, ${perSecond(again)} a second: they are lost on the way.`
}
