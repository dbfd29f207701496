import { age, bytesLong, count } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource } from '../model/sockets/table.ts'
import { isLoopback } from '../model/tcp/addresses.ts'
import { endpoint } from '../model/tcp/ends.ts'
import { silentFor, windowShut } from '../model/tcp/stalled.ts'
import type { SocketTable } from '../parse/net/socket-table.ts'
import { isMissing } from '../source.ts'
import {
  COUNTERS,
  countersOf,
  LIVE,
  ownerCulprits,
  peerCulprits,
  peersAmong,
  peersScope,
  pidsOf,
  socketsNow,
  stirred,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

export const peerNotReading: Rule = {
  id: 'PEER-NOT-READING',
  title: 'peers do not read what they are sent',
  help: 'The peer answers and keeps its receive window shut: its program does not read, and the sender here waits in write(2). Only window probes go out, timer:(persist) of ss, TcpExt TCPWinProbe. The network is not to blame.',
  resource: 'network',
  namespaced: true,
  limits: {
    age: { value: 5, unit: 's', why: 'a shut window opens again within a round trip or two where a program reads' },
    peer: { value: 5, unit: '', why: 'connections to one peer: it stands still as a whole' },
  },
  window: 10,
  every: 2,
  sources: () => COUNTERS,
  sign: (snapshot) => stirred(snapshot, 'TcpExtTCPWinProbe'),
  dear: () => ({ sources: [socketSource(LIVE)], processes: { everybody: ['sockets'] } }),
  see: (snapshot, limits) => {
    const probes = countersOf(snapshot).perSecond('TcpExtTCPWinProbe')
    const sent = told.events('window probes sent', probes, null, '/proc/net/netstat TcpExt TCPWinProbe')
    const table = socketsNow(snapshot, LIVE)
    if (isMissing(table)) return probes === 0 ? { clear: true, evidence: [sent] } : table
    const rows = [...windowShut(table).rows].filter((row) => (silentFor(table, row) ?? limits('age')) >= limits('age'))
    const evidence = [
      told.count('connections whose peer takes nothing', rows.length, 0, 'sock_diag, timer persist'),
      sent,
    ]
    const [first] = rows
    if (first === undefined) return { clear: true, evidence }
    const [peer] = peersAmong(table, rows)
    const owners = ownerCulprits(snapshot, table, rows)
    const readers = readersOf(snapshot, table, rows)
    const writers = owners.filter(({ key }) => readers.every((reader) => reader.key !== key))
    const isItself = readers[0] !== undefined && readers[0].key === owners[0]?.key
    const writer = isItself ? undefined : owners[0]
    const queued = rows.reduce((sum, row) => sum + (table.wqueue[row] as number), 0)
    const wait = silentFor(table, first)
    const isMany = (peer?.count ?? 0) >= limits('peer')
    const who = readers[0]
      ? `${readers[0].name} at ${endpoint(table, 'remote', first)}`
      : endpoint(table, 'remote', first)
    return {
      // One person who stopped a pager keeps one window shut; where the reader is here RXQ tells of it.
      seen: isMany ? 'warning' : 'info',
      value: rows.length,
      says: `${who} does not read${wait === null ? '' : ` for ${age(wait)}`}${isItself ? ' what it sends to itself' : ''}: ${bytesLong(queued)} wait here in ${rows.length === 1 ? 'a connection' : `${count(rows.length)} connections`}${writer ? ` of ${writer.name}, whose writes stand still` : ''}.`,
      evidence: [...evidence, told.amount('waits to be sent', queued, null, 'sock_diag idiag_wqueue')],
      culprits: [...readers, ...peerCulprits(table, rows), ...writers],
      scope: { pids: pidsOf([...readers, ...writers]), peers: peersScope(table, rows) },
      next: 'Look at the reading program on the other side: what it waits for, or whether it is stopped; the network is not to blame.',
      caution: 'A stopped pager or a paused download does this by design.',
      verify: 'ss -tanoi # timer:(persist,…), rwnd_limited',
    }
  },
}

/** The other end, where it is on this machine: whoever holds it. */
function readersOf(snapshot: Snapshot, table: SocketTable, rows: readonly number[]) {
  const local = rows.filter((row) => isLoopback(table.remote, row))
  if (local.length === 0) return []
  const wanted = new Set(local.map((row) => `${table.remotePort[row]} ${table.localPort[row]}`))
  const ends: number[] = []
  for (let row = 0; row < table.count; row++)
    if (isLoopback(table.local, row) && wanted.has(`${table.localPort[row]} ${table.remotePort[row]}`)) ends.push(row)
  return ownerCulprits(snapshot, table, ends)
}
