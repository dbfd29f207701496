import type { Rate, Seconds, Share } from '../../units.ts'
import type { Counters } from './counters.ts'

/** Segments that had to be sent again, per second. Null: not known yet, or this kernel does not count it. */
export interface Retransmission {
  /** Without retransmissions: the kernel leaves them out of OutSegs. Tcp OutSegs */
  readonly sent: Rate<string> | null
  /** Tcp RetransSegs */
  readonly again: Rate<string> | null
  /** Retransmitted of all that was sent: ΔRetransSegs / (ΔOutSegs + ΔRetransSegs), never above 1. Null: nothing was sent. */
  readonly share: Share | null
  /** So few segments that the share is chance. */
  readonly few: boolean
  /** The same since the namespace was made. */
  readonly shareEver: Share | null
  readonly kinds: readonly {
    readonly id: string
    readonly now: number | null
    readonly perSecond: Rate<string> | null
  }[]
}

const FEW = 100

/** `interval`: between the two samples; null: there is one. */
export function retransmission(counters: Counters, interval: Seconds | null): Retransmission {
  const sent = counters.perSecond('TcpOutSegs')
  const again = counters.perSecond('TcpRetransSegs')
  return {
    sent,
    again,
    share: shareOf(again, sent),
    few: interval === null || ((again ?? 0) + (sent ?? 0)) * interval < FEW,
    shareEver: shareOf(counters.now('TcpRetransSegs'), counters.now('TcpOutSegs')),
    kinds: RETRANSMISSIONS.map(({ id, counter }) => ({
      id,
      now: counters.now(counter),
      perSecond: counters.perSecond(counter),
    })),
  }
}

function shareOf(again: number | null, sent: number | null): Share | null {
  return again === null || sent === null || again + sent === 0 ? null : again / (again + sent)
}

/** In the order of the screen. They overlap and do not add up to RetransSegs. Documentation/networking/snmp_counter.rst */
export const RETRANSMISSIONS = [
  { id: 'fast', counter: 'TcpExtTCPFastRetrans', says: 'duplicate or selective ACKs told of a loss: cheap, no wait' },
  { id: 'rto', counter: 'TcpExtTCPTimeouts', says: 'the retransmission timer fired (RTO): at least 200 ms of silence' },
  { id: 'tlp', counter: 'TcpExtTCPLossProbes', says: 'tail loss probes: the last segment again before the RTO' },
  { id: 'syn', counter: 'TcpExtTCPSynRetrans', says: 'SYN or SYN-ACK again: a connection that starts a second late' },
  { id: 'slow_start', counter: 'TcpExtTCPSlowStartRetrans', says: 'again after a timeout, while the window reopens' },
  { id: 'lost', counter: 'TcpExtTCPLostRetransmit', says: 'a retransmission that was lost too' },
  { id: 'spurious', counter: 'TcpExtTCPSpuriousRTOs', says: 'timeouts that were wrong: the ACK was only late' },
  {
    id: 'dsack',
    counter: 'TcpExtTCPDSACKRecv',
    says: 'the peer had the segment already: sent again in vain, or reordered',
  },
] as const
