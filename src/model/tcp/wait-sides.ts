import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import { byTable } from '../by-table.ts'
import { listeningPorts } from './addresses.ts'

/** TIME_WAIT by the side that this machine had in the connection. */
export interface WaitSides {
  /** Connections made here: each keeps a port of the range. */
  readonly client: number
  /** Accepted here: memory only. */
  readonly server: number
}

export const waitSides = byTable((table: SocketTable): WaitSides => {
  const { count, state } = table
  const isAccepted = acceptedWaits(table)
  let server = 0
  let all = 0
  for (let row = 0; row < count; row++) {
    if (state[row] !== TCP.TIME_WAIT) continue
    all++
    if (isAccepted(row)) server++
  }
  return { client: all - server, server }
})

/** So many times as many have its port here as have its port there. */
const MANY = 10

/**
 * Whether a row in TIME_WAIT was accepted: its port listens, or did until its server was stopped. Such a server leaves many at one
 * port here, towards ports of clients that differ; connections made here have a port each, towards one or few.
 */
export function acceptedWaits(table: SocketTable): (row: number) => boolean {
  const { count, state, localPort, remotePort } = table
  const listening = listeningPorts(table, TCP.LISTEN)
  const [here, there] = [new Uint32Array(65_536), new Uint32Array(65_536)]
  for (let row = 0; row < count; row++) {
    if (state[row] !== TCP.TIME_WAIT) continue
    tally(here, localPort[row] as number)
    tally(there, remotePort[row] as number)
  }
  return (row) => {
    const port = localPort[row] as number
    return listening[port] === 1 || (here[port] as number) > MANY * (there[remotePort[row] as number] as number)
  }
}

function tally(ports: Uint32Array, port: number): void {
  ports[port] = (ports[port] as number) + 1
}
