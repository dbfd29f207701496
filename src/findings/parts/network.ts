import { count, percentOf } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { ownersOf, type SocketOwner } from '../../model/sockets/owners.ts'
import { socketSource, type Wanted } from '../../model/sockets/table.ts'
import { isAnyAddress, isHere, isLoopback } from '../../model/tcp/addresses.ts'
import { UNANSWERED_STATES } from '../../model/tcp/backoff.ts'
import { type Counters, counterSources, counters } from '../../model/tcp/counters.ts'
import { endpoint, peerAddress } from '../../model/tcp/ends.ts'
import { peersOf } from '../../model/tcp/peers.ts'
import { type Tallied, tallyRows } from '../../model/tcp/tally.ts'
import { netstat } from '../../parse/net/netstat.ts'
import { snmp } from '../../parse/net/snmp.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { stateMask, TCP } from '../../parse/net/tcp-state.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, valueOf } from '../../source.ts'
import type { Culprit } from '../rule.ts'
import { noRate } from './missing.ts'

/** Counters of the network namespace that whytop runs in. */
export const COUNTERS: readonly Source<unknown>[] = counterSources(null)

export function countersOf({ samples }: Snapshot): Counters {
  return counters(samples, null)
}

/** Why this counter, by its name in nstat, gives no rate. */
export function noCounter(snapshot: Snapshot, name: string): Missing {
  return noRate(snapshot, name.includes('Ext') ? netstat : snmp, name)
}

/** Connections that may have data out, and listeners, by whose ports clients are known: one dump for all who ask for it. */
export const LIVE: Wanted = { states: UNANSWERED_STATES | stateMask(TCP.LISTEN), info: true }

export function socketsNow({ samples }: Snapshot, wanted: Wanted): SocketTable | Missing {
  const found = reading(samples.after, socketSource(wanted))
  return isMissing(found) ? found : found.value
}

/** Who holds the socket of a row; null: nobody, or nobody that may be seen. */
export function ownerIn({ samples }: Snapshot, { inode }: SocketTable): (row: number) => SocketOwner | null {
  const owners = ownersOf(samples.after.processes)
  return (row) => owners.of(inode[row] as number)
}

export function ownerCulprit({ pid, start, comm }: SocketOwner, share: string): Culprit {
  return {
    kind: 'process',
    key: `${pid}:${start}`,
    name: `${comm} ${pid}`,
    share,
    drill: { view: 'process', page: 'sockets', about: { pid, start } },
  }
}

export function peerCulprit(peer: string, share: string): Culprit {
  return { kind: 'peer', key: peer, name: peer, share, drill: { view: 'tcp', page: 'peers', about: { peer } } }
}

/** Of more a list is no help. */
const MOST = 3

export function peersAmong(table: SocketTable, rows: Iterable<number>): readonly Tallied[] {
  return tallyRows(rows, (row) => peerAddress(table, row))
}

/** The peers that most of these rows talk to. */
export function peerCulprits(table: SocketTable, rows: readonly number[] | Int32Array): readonly Culprit[] {
  return peersAmong(table, rows)
    .slice(0, MOST)
    .map(({ name, count: some }) => peerCulprit(name, `${percentOf(some / rows.length)} of them`))
}

/** The peers with most connections of a whole dump: of 100,000 no string is made of each. */
export function largestPeers(table: SocketTable): readonly Culprit[] {
  return peersOf(table)
    .peers.slice(0, MOST)
    .map(({ row, total }) => peerCulprit(peerAddress(table, row), `${count(total)} of them`))
}

/** The processes that hold most of these rows. */
export function ownerCulprits(snapshot: Snapshot, table: SocketTable, rows: Iterable<number>): readonly Culprit[] {
  const owner = ownerIn(snapshot, table)
  const found = [...rows].filter((row) => owner(row) !== null)
  return tallyRows(found, (row) => `${owner(row)?.pid}`)
    .slice(0, MOST)
    .flatMap(({ row, count: held }) => {
      const who = owner(row)
      return who ? [ownerCulprit(who, `${count(held)} of them`)] : []
    })
}

/** Of more connections a few say enough. */
const MOST_ENDS = 50

/** What findings about the same connections or the same far machine have in common; loopback is everybody's, so there only its ports tell. */
export function peersScope(table: SocketTable, rows: readonly number[]): readonly string[] {
  const ends = rows
    .slice(0, MOST_ENDS)
    .flatMap((row) => [
      endpoint(table, 'local', row),
      endpoint(table, 'remote', row),
      ...(isLoopback(table.remote, row) ? [] : [peerAddress(table, row)]),
    ])
  return [...new Set(ends)]
}

/** Where these listeners take connections. */
export function listenersScope(table: SocketTable, listeners: readonly { readonly row: number }[]): readonly string[] {
  return listeners.map(({ row }) =>
    isAnyAddress(table.local, row) ? portHere(table.localPort[row] as number) : endpoint(table, 'local', row),
  )
}

/** Where these connects go to: of one that stays here the listener may have its address or take all. */
export function serversScope(table: SocketTable, rows: readonly number[]): readonly string[] {
  const ends = rows
    .slice(0, MOST_ENDS)
    .flatMap((row) => [
      endpoint(table, 'remote', row),
      ...(isHere(table, row) ? [portHere(table.remotePort[row] as number)] : []),
    ])
  return [...new Set(ends)]
}

function portHere(port: number): string {
  return `any address here:${port}`
}

export function pidsOf(culprits: readonly Culprit[]): readonly number[] {
  return culprits.filter(({ kind }) => kind === 'process').map(({ key }) => Number.parseInt(key, 10))
}

/** The newest dump, for who decides what else to read. */
export function dumpIn(samples: Samples | null, wanted: Wanted): SocketTable | null {
  return samples && valueOf(reading(samples.after, socketSource(wanted)))
}

export function rowsWhere(table: SocketTable, is: (row: number) => boolean): readonly number[] {
  const rows: number[] = []
  for (let row = 0; row < table.count; row++) if (is(row)) rows.push(row)
  return rows
}

/** Whether a look at the sockets costs little without a sign: without sock_diag the kernel writes out its whole table, 25 ms though it be empty. */
export function isDumpCheap({ facts }: Snapshot): boolean {
  return facts.clocks || facts.clock === 'replayed'
}

/** It moved since the last look. At the first look nobody knows: what is there already is to be seen then. */
export function stirred(snapshot: Snapshot, name: string): boolean {
  const rate = countersOf(snapshot).perSecond(name)
  return rate === null ? isDumpCheap(snapshot) : rate > 0
}
