import { source } from '../../source.ts'
import { prefixedCounters } from './prefixed.ts'

/**
 * /proc/net/netstat, what Linux counts beyond the RFCs, of one network namespace, named as nstat names it:
 * `TcpExt: SyncookiesSent SyncookiesRecv …` above `TcpExt: 0 0 …`, then IpExt and, where it is built in, MPTcpExt.
 * Kernel: net/ipv4/proc.c netstat_seq_show; Documentation/networking/snmp_counter.rst
 */
export function parseNetstat(file: Buffer): ReadonlyMap<string, number> {
  return prefixedCounters('netstat', file)
}

export const netstat = source('/proc/net/netstat', parseNetstat)
