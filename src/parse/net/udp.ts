import { ParseError, source } from '../../source.ts'
import type { Counter } from '../../units.ts'
import { type InetSocket, inetSockets } from './inet.ts'

export interface UdpSocket extends InetSocket {
  /** Datagrams it lost since it was made: its receive buffer was full, or a checksum was wrong. */
  readonly drops: Counter<'datagram'>
}

/**
 * /proc/net/udp, /proc/net/udp6: the columns of tcp, then `drops`; state is ESTAB when connected, else UNCONN.
 * `  979: 0100007F:14E9 00000000:0000 07 00000000:00034D00 00:00000000 00000000     0        0 17630 2 00000000ac156ac8 37`
 */
export function parseUdp(file: Buffer): readonly UdpSocket[] {
  const sockets = inetSockets('udp', file)
  const rows = file.toString('latin1').split('\n')
  return sockets.map((socket, i) => {
    const row = rows[i + 1] as string
    const drops = LAST.exec(row)
    if (drops === null) throw new ParseError('udp', row)
    return { ...socket, drops: Number(drops[1]) }
  })
}

const LAST = / [0-9a-f]+ (\d{1,10}) *$/

export const udp = source('/proc/net/udp', parseUdp)
export const udp6 = source('/proc/net/udp6', parseUdp)
