import { type Source, source } from '../../../source.ts'
import { parseList } from '../../list.ts'
import { parseNumber } from '../../number.ts'
import { parseNumbers } from '../../numbers.ts'

// Documentation/networking/ip-sysctl.rst. All are of the reader's network namespace; they change by hand only.
const SLOWLY = 5

function sysctl<T>(name: string, parse: (file: Buffer) => T): Source<T> {
  return source(`/proc/sys/net/ipv4/${name}`, parse, SLOWLY)
}

/** First and last port the kernel may choose for an outgoing connection: `32768	60999`. */
export const ipLocalPortRange = sysctl('ip_local_port_range', parseNumbers)
/** Ports of the range that it must leave: `8080,9148-9150`; empty: none. */
export const ipLocalReservedPorts = sysctl('ip_local_reserved_ports', parseList)
/** Pages: below the first no pressure, from the second on pressure, the third is the most. */
export const tcpMem = sysctl('tcp_mem', parseNumbers)
export const tcpMaxTwBuckets = sysctl('tcp_max_tw_buckets', parseNumber)
export const tcpMaxOrphans = sysctl('tcp_max_orphans', parseNumber)
export const tcpMaxSynBacklog = sysctl('tcp_max_syn_backlog', parseNumber)
export const tcpSyncookies = sysctl('tcp_syncookies', parseNumber)
export const tcpAbortOnOverflow = sysctl('tcp_abort_on_overflow', parseNumber)
export const tcpTwReuse = sysctl('tcp_tw_reuse', parseNumber)
/** ms; Linux 6.14. */
export const tcpTwReuseDelay = sysctl('tcp_tw_reuse_delay', parseNumber)
export const tcpFinTimeout = sysctl('tcp_fin_timeout', parseNumber)
export const tcpTimestamps = sysctl('tcp_timestamps', parseNumber)
export const tcpRetries1 = sysctl('tcp_retries1', parseNumber)
export const tcpRetries2 = sysctl('tcp_retries2', parseNumber)
export const tcpOrphanRetries = sysctl('tcp_orphan_retries', parseNumber)
export const tcpSynRetries = sysctl('tcp_syn_retries', parseNumber)
/** SYNs that are sent a second apart before the wait doubles; Linux 6.5. */
export const tcpSynLinearTimeouts = sysctl('tcp_syn_linear_timeouts', parseNumber)
export const tcpSynackRetries = sysctl('tcp_synack_retries', parseNumber)
/** 1: what a connection has learnt is forgotten with it. */
export const tcpNoMetricsSave = sysctl('tcp_no_metrics_save', parseNumber)
/** µs; Linux 6.11. */
export const tcpRtoMinUs = sysctl('tcp_rto_min_us', parseNumber)
/** ms; Linux 6.15. */
export const tcpRtoMaxMs = sysctl('tcp_rto_max_ms', parseNumber)
/** Seconds of silence before the first probe. */
export const tcpKeepaliveTime = sysctl('tcp_keepalive_time', parseNumber)
/** Seconds between probes. */
export const tcpKeepaliveIntvl = sysctl('tcp_keepalive_intvl', parseNumber)
export const tcpKeepaliveProbes = sysctl('tcp_keepalive_probes', parseNumber)
/** Removed with Linux 4.12. */
export const tcpTwRecycle = sysctl('tcp_tw_recycle', parseNumber)
export const udpMem = sysctl('udp_mem', parseNumbers)
