import { source } from '../../source.ts'
import { type InetSocket, inetSockets } from './inet.ts'

/**
 * /proc/net/tcp, /proc/net/tcp6, of the reader's network namespace:
 * `  4: 0100007F:8F6C 0100007F:1B58 01 00000000:00000000 00:00000000 00000000     0        0 12587 1 00000000a11cfa83 20 0 0 10 -1`
 */
export function parseTcp(file: Buffer): readonly InetSocket[] {
  return inetSockets('tcp', file)
}

export const tcp = source('/proc/net/tcp', parseTcp)
export const tcp6 = source('/proc/net/tcp6', parseTcp)
