import { ParseError, source } from '../../source.ts'

const LINE = /^(\w+)\s+(-?\d{1,20})$/

/**
 * /proc/net/snmp6, counters of IPv6 in one network namespace: `Udp6RcvbufErrors                 	0`. TCP has none of its own here:
 * both families are in snmp. Absent where IPv6 is not built in or `ipv6.disable=1`.
 * Kernel: net/ipv6/proc.c snmp6_seq_show
 */
export function parseSnmp6(file: Buffer): ReadonlyMap<string, number> {
  const values = new Map<string, number>()
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    const match = LINE.exec(line)
    if (match === null) throw new ParseError('snmp6', line)
    values.set(match[1] as string, Number(match[2]))
  }
  if (values.size === 0) throw new ParseError('snmp6', '')
  return values
}

export const snmp6 = source('/proc/net/snmp6', parseSnmp6)
