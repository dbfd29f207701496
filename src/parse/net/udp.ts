import { source } from '../../source.ts'
import { type InetSocket, inetSockets } from './inet.ts'

/**
 * /proc/net/udp, /proc/net/udp6: the columns of tcp, then `drops`; state is ESTAB when connected, else UNCONN.
 * `  979: 0100007F:14E9 00000000:0000 07 00000000:00034D00 00:00000000 00000000     0        0 17630 2 00000000ac156ac8 37`
 */
export function parseUdp(file: Buffer): readonly InetSocket[] {
  return inetSockets('udp', file)
}

export const udp = source('/proc/net/udp', parseUdp)
export const udp6 = source('/proc/net/udp6', parseUdp)
