import { rmemDefault, rmemMax, somaxconn } from '../../parse/sys/net/core.ts'
import {
  ipLocalPortRange,
  ipLocalReservedPorts,
  tcpAbortOnOverflow,
  tcpFinTimeout,
  tcpKeepaliveIntvl,
  tcpKeepaliveProbes,
  tcpKeepaliveTime,
  tcpMaxOrphans,
  tcpMaxSynBacklog,
  tcpMaxTwBuckets,
  tcpMem,
  tcpNoMetricsSave,
  tcpOrphanRetries,
  tcpRetries1,
  tcpRetries2,
  tcpRtoMaxMs,
  tcpRtoMinUs,
  tcpSynackRetries,
  tcpSyncookies,
  tcpSynLinearTimeouts,
  tcpSynRetries,
  tcpTimestamps,
  tcpTwRecycle,
  tcpTwReuse,
  tcpTwReuseDelay,
  udpMem,
} from '../../parse/sys/net/ipv4.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source } from '../../source.ts'

type Value = number | readonly number[]

interface Setting {
  readonly source: Source<Value>
  readonly unit: string
  /** What it governs, and what follows from it. */
  readonly governs: string
  /** Where a kernel may lack it: since when there is one, or where. */
  readonly since?: string
}

export interface SettingNow {
  /** net.ipv4.tcp_retries2 */
  readonly name: string
  readonly unit: string
  readonly governs: string
  readonly value: Value | Missing
  readonly since: string | null
}

/** Every setting with its value, or why there is none. */
export function settingsNow(samples: Samples): readonly SettingNow[] {
  return SETTINGS.map(({ source, unit, governs, since }) => {
    const found = reading(samples.after, source)
    return {
      name: nameOf(source),
      unit,
      governs,
      value: isMissing(found) ? found : found.value,
      since: since ?? null,
    }
  })
}

/** What each is called and governs, whatever it is set to here. */
export function settingsGovern(): readonly {
  readonly name: string
  readonly governs: string
  readonly path: string
}[] {
  return SETTINGS.map(({ source, governs }) => ({ name: nameOf(source), governs, path: source.path }))
}

function nameOf({ path }: Source<Value>): string {
  return path.slice('/proc/sys/'.length).replaceAll('/', '.')
}

/** The kernel registers it for its first network namespace alone. */
const FIRST = 'first netns only'

const SETTINGS: readonly Setting[] = [
  {
    source: ipLocalPortRange,
    unit: '',
    governs: 'ports for outgoing connections; each source, destination and port has all of them',
  },
  { source: ipLocalReservedPorts, unit: 'ports', governs: 'taken out of that range' },
  {
    source: tcpTwReuse,
    unit: '',
    governs: 'connect(2) may take a port in TIME-WAIT: 0 never, 1 yes, 2 over loopback; never for accepted ones',
  },
  {
    source: tcpTwReuseDelay,
    unit: 'ms',
    governs: 'after how long it may; one second where the kernel has no such setting',
    since: 'since 6.14',
  },
  {
    source: tcpTwRecycle,
    unit: '',
    governs: 'it broke clients behind NAT and is gone: advice that names it is out of date',
    since: 'gone in 4.12',
  },
  {
    source: tcpMaxTwBuckets,
    unit: 'sockets',
    governs: 'TIME-WAIT at most; over it they are cut short: a protection, no tuning',
  },
  { source: tcpFinTimeout, unit: 's', governs: 'FIN-WAIT-2 without an owner; TIME-WAIT is 60 s whatever it says' },
  { source: tcpTimestamps, unit: '', governs: 'needed by tcp_tw_reuse' },
  { source: somaxconn, unit: '', governs: 'caps the backlog of listen(2): both must be raised; 128 before 5.4' },
  { source: tcpMaxSynBacklog, unit: '', governs: 'half open connections of a listener, which its backlog caps too' },
  {
    source: tcpSyncookies,
    unit: '',
    governs: 'answer SYNs without an entry when the SYN queue is full: 0 never, 1 then, 2 always',
  },
  { source: tcpAbortOnOverflow, unit: '', governs: '1: RST to whom the accept queue has no room for; for tests' },
  { source: tcpSynackRetries, unit: '', governs: 'SYN-ACKs again: 5 take 63 s' },
  {
    source: tcpSynRetries,
    unit: '',
    governs: 'SYNs again with doubling waits: 6 take 127 s, 131 s with 4 linear ones',
  },
  {
    source: tcpSynLinearTimeouts,
    unit: '',
    governs: 'SYNs a second apart before the waits double',
    since: 'since 6.5',
  },
  { source: tcpRetries1, unit: '', governs: 'retransmissions after which another route is looked for' },
  {
    source: tcpRetries2,
    unit: '',
    governs: 'when an open connection is given up: 15 are 924.6 s at the least, from the first again',
  },
  { source: tcpOrphanRetries, unit: '', governs: 'the same for a connection its program has closed; 0 means 8' },
  {
    source: tcpRtoMinUs,
    unit: 'us',
    governs:
      'least wait before sending again, 200 ms by default; rto_min of a route (ip route show) and of the socket win',
    since: 'since 6.11',
  },
  {
    source: tcpRtoMaxMs,
    unit: 'ms',
    governs: 'longest wait between two retransmissions, 120 s by default',
    since: 'since 6.15',
  },
  {
    source: tcpNoMetricsSave,
    unit: '',
    governs: '1: what is learnt of a peer is not kept (ip tcp_metrics)',
  },
  { source: tcpKeepaliveTime, unit: 's', governs: 'silence before the first probe, of sockets with SO_KEEPALIVE only' },
  { source: tcpKeepaliveIntvl, unit: 's', governs: 'between probes without an answer' },
  { source: tcpKeepaliveProbes, unit: '', governs: 'probes without an answer until the peer is dead' },
  {
    source: tcpMaxOrphans,
    unit: 'sockets',
    governs: 'closed by their program, not yet by TCP; over it they are reset; of the machine',
    since: FIRST,
  },
  {
    source: tcpMem,
    unit: 'pages',
    governs: 'pages for all TCP sockets: no pressure, pressure, most; of the machine',
    since: FIRST,
  },
  { source: rmemDefault, unit: 'bytes', governs: 'receive buffer of a UDP socket that does not ask' },
  { source: rmemMax, unit: 'bytes', governs: 'the most it may ask for (SO_RCVBUF)' },
  {
    source: udpMem,
    unit: 'pages',
    governs: 'pages for all UDP sockets: no pressure, pressure, most; of the machine',
    since: FIRST,
  },
]

export const settingSources: readonly Source<unknown>[] = SETTINGS.map(({ source }) => source)
