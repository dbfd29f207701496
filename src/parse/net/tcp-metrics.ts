import { type Fold, ParseError } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { addressText } from './address.ts'
import { attributesFrom, LITTLE, messagesOf, numberOf } from './netlink.ts'

/** What the kernel remembers of the ways to a peer, for the next connection to it. Null: it has no such value. */
export interface PeerMetrics {
  readonly peer: string
  /** The address of this end; null: before Linux 3.14 it did not matter. */
  readonly source: string | null
  /** Since it was last written, at the end of a connection. */
  readonly age: Seconds | null
  readonly rtt: Seconds | null
  readonly rttvar: Seconds | null
  /** Segments; only after a loss. */
  readonly ssthresh: number | null
  readonly cwnd: number | null
  readonly reordering: number | null
  /** Segment size for TCP Fast Open. */
  readonly fastOpenMss: number | null
}

const GENLMSGHDR = 4
/** TCP_METRICS_ATTR_* */
const ATTR = { addr4: 1, addr6: 2, age: 3, vals: 6, fastOpenMss: 7, source4: 11, source6: 12 } as const
/** TCP_METRIC_* + 1. Of a time in microseconds eighths and quarters are kept; older kernels keep ms alike. */
const VAL = { rtt: 1, rttvar: 2, ssthresh: 3, cwnd: 4, reordering: 5, rttUs: 6, rttvarUs: 7 } as const
/** Types below are of control messages: NLMSG_DONE. */
const LEAST_FAMILY = 0x10

/** Messages of the generic netlink family `tcp_metrics`. Kernel: net/ipv4/tcp_metrics.c tcp_metrics_fill_info */
export function tcpMetricsFold(): Fold<readonly PeerMetrics[]> {
  const peers: PeerMetrics[] = []
  return {
    add: (piece) => {
      for (const { type, body } of messagesOf('tcp_metrics', piece)) if (type >= LEAST_FAMILY) peers.push(peerOf(body))
    },
    end: () => peers,
  }
}

export function parseTcpMetrics(messages: Buffer): readonly PeerMetrics[] {
  const fold = tcpMetricsFold()
  fold.add(messages)
  return fold.end()
}

function peerOf(body: Buffer): PeerMetrics {
  const attributes = attributesFrom('tcp_metrics', body, GENLMSGHDR)
  const address = (four: number, six: number) => {
    const bytes = attributes.get(four) ?? attributes.get(six)
    return bytes ? addressText(bytes) : null
  }
  const peer = address(ATTR.addr4, ATTR.addr6)
  if (peer === null) throw new ParseError('tcp_metrics', body.toString('hex'))
  const nested = attributes.get(ATTR.vals)
  const values = nested ? attributesFrom('tcp_metrics', nested, 0) : new Map<number, Buffer>()
  const value = (type: number) => numberOf(values.get(type))
  const time = (micros: number | null, millis: number | null, parts: number) =>
    micros !== null ? Math.floor(micros / parts) / 1e6 : millis !== null ? millis / parts / 1e3 : null
  const age = attributes.get(ATTR.age)
  return {
    peer,
    source: address(ATTR.source4, ATTR.source6),
    age: age ? ageOf(age) : null,
    rtt: time(value(VAL.rttUs), value(VAL.rtt), 8),
    rttvar: time(value(VAL.rttvarUs), value(VAL.rttvar), 4),
    ssthresh: value(VAL.ssthresh),
    cwnd: value(VAL.cwnd),
    reordering: value(VAL.reordering),
    fastOpenMss: numberOf(attributes.get(ATTR.fastOpenMss)),
  }
}

/** u64, ms. */
function ageOf(value: Buffer): Seconds | null {
  if (value.length < 8) return null
  const [first, second] = [numberOf(value.subarray(0, 4)) ?? 0, numberOf(value.subarray(4, 8)) ?? 0]
  const [low, high] = LITTLE ? [first, second] : [second, first]
  return (low + high * 2 ** 32) / 1000
}
