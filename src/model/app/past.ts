import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import { hashAddress, isHere } from '../tcp/addresses.ts'
import type { Seen } from './flow.ts'
import { tuplesOf } from './tuples.ts'

/** What the earlier table says of the later one. */
export interface Past {
  /** The state that a row of the later table had then; 0: it was not there. */
  readonly stateOf: (row: number) => number
  readonly incoming: Traces
  readonly outgoing: Traces
}

/** Connections of the whole namespace that came in, by local port, or went out, by far end. */
export interface Traces {
  /** Seen to have begun since. */
  readonly began: number
  /** Of these, those that are still there. */
  readonly alive: number
  /** Seen only by what the other end, which is here too, has left: TIME_WAIT. */
  readonly mirrored: ReadonlyMap<number, number>
  /** Established at the earlier look. */
  readonly level: ReadonlyMap<number, number>
  /** Ports that are listened on; of what goes out it says nothing. */
  readonly ports: number
}

/** States of a connection that was made. */
export const MADE: ReadonlySet<number> = new Set([
  TCP.ESTAB,
  TCP.FIN_WAIT_1,
  TCP.FIN_WAIT_2,
  TCP.TIME_WAIT,
  TCP.CLOSE_WAIT,
  TCP.LAST_ACK,
  TCP.CLOSING,
])

/** `listening`: 1 at ports that somebody listens on. Null: there is no earlier table. */
export function pastOf({ table, before }: Seen, listening: Uint8Array): Past | null {
  if (!before) return null
  const earlier = tuplesOf(before)
  const stateOf = (row: number) => earlier.stateOf(table, row)
  const [incoming, outgoing] = [draft(listening.reduce((sum, one) => sum + one, 0)), draft(0)]
  for (let row = 0; row < table.count; row++) {
    const state = table.state[row] as number
    if (!MADE.has(state) || stateOf(row) !== 0) continue
    const isIn = listening[table.localPort[row] as number] === 1
    const traces = isIn ? incoming : outgoing
    traces.began++
    if (state !== TCP.TIME_WAIT) traces.alive++
    else if (isHere(table, row)) {
      // The other end closed second, and has left nothing of its own.
      const other = isIn ? outgoing : incoming
      other.began++
      add(other.mirrored, isIn ? nearEnd(table, row) : (table.remotePort[row] as number))
    }
  }
  for (let row = 0; row < before.count; row++) {
    if (before.state[row] !== TCP.ESTAB) continue
    const port = before.localPort[row] as number
    if (listening[port] === 1) add(incoming.level, port)
    else add(outgoing.level, farEnd(before, row))
  }
  return { stateOf, incoming, outgoing }
}

function draft(ports: number) {
  return { began: 0, alive: 0, mirrored: new Map<number, number>(), level: new Map<number, number>(), ports }
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** One number for address and port. */
export function farEnd({ remote, remotePort }: SocketTable, row: number): number {
  return (hashAddress(remote, row) >>> 0) * 0x10000 + (remotePort[row] as number)
}

/** What is the far end of the other one. */
function nearEnd({ local, localPort }: SocketTable, row: number): number {
  return (hashAddress(local, row) >>> 0) * 0x10000 + (localPort[row] as number)
}
