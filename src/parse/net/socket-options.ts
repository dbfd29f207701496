import { ParseError } from '../../source.ts'
import type { Seconds } from '../../units.ts'

/** What a program has set on its socket, or the defaults of its network namespace. getsockopt(2), tcp(7) */
export interface SocketOptions {
  /** SO_KEEPALIVE */
  readonly keepalive: boolean
  /** TCP_KEEPIDLE: silence before the first probe. */
  readonly idle: Seconds
  /** TCP_KEEPINTVL: between probes. */
  readonly interval: Seconds
  /** TCP_KEEPCNT: unanswered probes before it is declared dead. */
  readonly count: number
  /** TCP_USER_TIMEOUT: data may stay unacknowledged for so long; null: not set. */
  readonly userTimeout: Seconds | null
}

/** Options of a socket as the host tells them: `keepalive 1`, `keepidle 7200`, `keepintvl 75`, `keepcnt 9`, `user_timeout 0` (ms), a line each. */
export function parseSocketOptions(lines: Buffer): SocketOptions {
  const text = lines.toString('latin1', 0, 4096)
  const value = (name: string): number => {
    const found = new RegExp(`^${name} (\\d{1,10})$`, 'm').exec(text)
    if (!found) throw new ParseError('socket options', text)
    return Number(found[1])
  }
  const userTimeout = value('user_timeout')
  return {
    keepalive: value('keepalive') !== 0,
    idle: value('keepidle'),
    interval: value('keepintvl'),
    count: value('keepcnt'),
    userTimeout: userTimeout === 0 ? null : userTimeout / 1000,
  }
}
