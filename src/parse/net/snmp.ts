import { source } from '../../source.ts'
import { prefixedCounters } from './prefixed.ts'

/**
 * /proc/net/snmp, counters of one network namespace since it was made, named as nstat names them:
 * `Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens …` above `Tcp: 1 200 120000 -1 2066 2051 …`.
 * All grow but TcpCurrEstab (ESTABLISHED and CLOSE_WAIT now) and the Rto and MaxConn constants.
 * Kernel: net/ipv4/proc.c snmp_seq_show; Documentation/networking/snmp_counter.rst, RFC 4022
 */
export function parseSnmp(file: Buffer): ReadonlyMap<string, number> {
  return prefixedCounters('snmp', file)
}

export const snmp = source('/proc/net/snmp', parseSnmp)
