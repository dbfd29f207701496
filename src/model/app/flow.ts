import type { SocketTable } from '../../parse/net/socket-table.ts'
import type { Rate, Seconds, Share } from '../../units.ts'
import type { Listener } from '../tcp/listeners.ts'

/** The connections of a service at one listener, or to one upstream (address and port). Null: not known (yet). */
export interface Flow {
  readonly direction: 'in' | 'out'
  /** Its port, or its far end as one number. */
  readonly key: number
  /** Raw: `0.0.0.0:80`. */
  readonly name: string
  /** Of an upstream, its address alone. */
  readonly peer: string
  readonly listener: Listener | null
  readonly estab: number
  /** The other end has closed, the service has not. */
  readonly closeWait: number
  /** Not answered yet: SYN_RECV of a listener, SYN_SENT to an upstream. */
  readonly opening: number
  /** TIME_WAIT here: this side closed first. */
  readonly waits: number
  /** Connections that began, a second. */
  readonly opened: Rate<string> | null
  /** Mean time that a connection is there: ESTAB ÷ rate, by Little's law. Null: none began, none was there at this look, or not known. */
  readonly lifetime: Seconds | null
  /** Connections that were there in the interval, and how many of them began before it: all is keep-alive, none a connection a request. */
  readonly there: number | null
  readonly kept: Share | null
  /** Connections that ended in it, and how many of them this side closed first. */
  readonly ended: number | null
  readonly closedFirst: Share | null
  /** Addresses at the far end of what is established, most first. */
  readonly peers: readonly { readonly name: string; readonly count: number }[]
}

/** What is known of connections at two moments. */
export interface Seen {
  readonly table: SocketTable
  readonly before: SocketTable | null
  readonly dt: Seconds
  /** TcpPassiveOpens and TcpActiveOpens of the namespace. */
  readonly accepts: Rate<string> | null
  readonly connects: Rate<string> | null
}
