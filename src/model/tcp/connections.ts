import type { Rate, Share } from '../../units.ts'
import type { Counters } from './counters.ts'

/** How connections come and go, per second. Null: not known yet. */
export interface Connections {
  /** connect(2) here that sent a SYN. Tcp ActiveOpens */
  readonly connects: Rate<string> | null
  /** Connections a listener took in. Tcp PassiveOpens */
  readonly accepts: Rate<string> | null
  /** Ended before they were established, either side. Tcp AttemptFails */
  readonly fails: Rate<string> | null
  /**
   * Of the connects: those that were refused, or not answered. `fails` without what a reset ended while a listener here
   * waited for the last ACK (health checks, scans): TcpExt EmbryonicRsts. Kernel: net/ipv4/tcp_minisocks.c tcp_check_req
   */
  readonly refused: Rate<string> | null
  /** Of the connects: all the others. */
  readonly opened: Rate<string> | null
  /** Established ones that a reset ended, either side's. Tcp EstabResets */
  readonly resets: Rate<string> | null
  /** Segments with RST that were sent. Tcp OutRsts */
  readonly resetsSent: Rate<string> | null
  /** Sockets that entered TIME_WAIT, or FIN_WAIT2 without an owner, each counted when its timer begins. TcpExt TW */
  readonly timeWaits: Rate<string> | null
  /**
   * Of new connections, without those refused, how many this side closed first: only the first to close goes through
   * TIME_WAIT. Around 1: this side; around 0: the peers. Over loopback both ends are ours and it is half. Null: no new one.
   */
  readonly closedFirst: Share | null
}

export function connections({ perSecond }: Counters): Connections {
  const connects = perSecond('TcpActiveOpens')
  const accepts = perSecond('TcpPassiveOpens')
  const [fails, embryonic] = [perSecond('TcpAttemptFails'), perSecond('TcpExtEmbryonicRsts')]
  const refused = fails === null || embryonic === null ? null : Math.max(0, fails - embryonic)
  const opened = connects === null ? null : Math.max(0, connects - (refused ?? 0))
  const timeWaits = perSecond('TcpExtTW')
  const made = (opened ?? 0) + (accepts ?? 0)
  return {
    connects,
    accepts,
    fails,
    refused,
    opened,
    resets: perSecond('TcpEstabResets'),
    resetsSent: perSecond('TcpOutRsts'),
    timeWaits,
    closedFirst: timeWaits === null || !(made > 0) ? null : timeWaits / made,
  }
}

/** The same since the namespace was made, for a machine that was looked at only once. */
export function closedFirstEver({ now }: Counters): Share | null {
  const refused = Math.max(0, (now('TcpAttemptFails') ?? 0) - (now('TcpExtEmbryonicRsts') ?? 0))
  const made = Math.max(0, (now('TcpActiveOpens') ?? 0) - refused) + (now('TcpPassiveOpens') ?? 0)
  const waits = now('TcpExtTW')
  return waits === null || made === 0 ? null : waits / made
}

/** Why connections died: name of nstat, and what it says. */
export const ABORTS = [
  ['TcpExtTCPAbortOnClose', 'close', 'closed with unread data: a RST instead of a FIN'],
  ['TcpExtTCPAbortOnData', 'data', 'data came after it was closed'],
  ['TcpExtTCPAbortOnTimeout', 'timeout', 'a timer gave up: retransmission, keepalive or window probe'],
  ['TcpExtTCPAbortOnMemory', 'memory', 'too many orphans, or tcp_mem was full'],
  ['TcpExtTCPAbortOnLinger', 'linger', 'FIN_WAIT2 cut short by TCP_LINGER2'],
  ['TcpExtTCPAbortFailed', 'failed', 'not even the RST could be sent'],
] as const
