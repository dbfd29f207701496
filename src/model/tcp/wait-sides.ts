import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import { byTable } from '../by-table.ts'
import { listeningPorts } from './addresses.ts'

/** TIME_WAIT by the side that this machine had in the connection. */
export interface WaitSides {
  /** Connections made here: each keeps a port of the range. */
  readonly client: number
  /** At a port that listens here: memory only. */
  readonly server: number
}

export const waitSides = byTable((table: SocketTable): WaitSides => {
  const { count, state, localPort } = table
  const listening = listeningPorts(table, TCP.LISTEN)
  let server = 0
  let all = 0
  for (let row = 0; row < count; row++) {
    if (state[row] !== TCP.TIME_WAIT) continue
    all++
    if (listening[localPort[row] as number] === 1) server++
  }
  return { client: all - server, server }
})
