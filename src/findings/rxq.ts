import { bytesLong, count } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { socketSource } from '../model/sockets/table.ts'
import { endpoint } from '../model/tcp/ends.ts'
import { summarySources } from '../model/tcp/summary.ts'
import { topRows } from '../model/tcp/top-rows.ts'
import type { SocketTable } from '../parse/net/socket-table.ts'
import { stateMask, TCP } from '../parse/net/tcp-state.ts'
import type { Samples } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import type { Bytes } from '../units.ts'
import {
  COUNTERS,
  countersOf,
  dumpIn,
  isDumpCheap,
  LIVE,
  noCounter,
  ownerCulprits,
  peerCulprits,
  peersScope,
  pidsOf,
  socketsNow,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

const READABLE = stateMask(TCP.ESTAB, TCP.CLOSE_WAIT, TCP.FIN_WAIT_1)
const MOST = 1000
const QUEUED = 64 << 10

/** What programs have read of each socket with a full queue, by its inode. */
type Read = ReadonlyMap<number, Bytes>

export const rxq: Rule<Read> = {
  id: 'RXQ',
  title: 'a program does not read its socket',
  help: 'Data has come and lies in the receive queue: the program is busy, waits for something else, or is stopped; the sender stands still when the queue is full. rx_queue of /proc/net/tcp, Recv-Q of ss',
  resource: 'network',
  namespaced: true,
  limits: {
    queued: { value: QUEUED, unit: 'B', why: 'what a program reads at once, more or less: below it only lags' },
    few: { value: 500, unit: '', why: 'so few connections cost nothing to look at without a sign' },
  },
  window: 30,
  every: 4,
  sources: () => [...COUNTERS, ...summarySources(null)],
  sign: asks,
  dear: (samples) => ({
    sources: [socketSource(LIVE)],
    ...(samples && isAnyFull(samples) ? { processes: { everybody: ['sockets'] as const } } : {}),
  }),
  see: (snapshot, limits, kept) => {
    const { now, perSecond: rate } = countersOf(snapshot)
    if (now('TcpCurrEstab') === null) return noCounter(snapshot, 'TcpCurrEstab')
    const shut = told.events(
      'times a window was shut here',
      rate('TcpExtTCPToZeroWindowAdv'),
      null,
      '/proc/net/netstat TcpExt TCPToZeroWindowAdv',
    )
    const table = socketsNow(snapshot, LIVE)
    if (isMissing(table)) return asks(snapshot, limits) ? table : { clear: true, evidence: [shut] }
    const full = fullest(table, limits('queued'))
    const read = new Map(full.map((row) => [table.inode[row] as number, readOf(table, row)]))
    const before = comparedWith(table, kept)
    const stuck = full.filter((row) => isStuck(table, row, before))
    const [first] = stuck
    const most = full[0] === undefined ? 0 : (table.rqueue[full[0]] as number)
    const evidence = [
      told.amount('waits in the fullest receive queue', most, limits('queued'), '/proc/net/tcp rx_queue'),
      shut,
    ]
    if (first === undefined) return { clear: true, evidence, kept: read }
    const owners = ownerCulprits(snapshot, table, stuck)
    const queued = table.rqueue[first] as number
    return {
      seen: 'warning',
      value: queued,
      says: `${owners[0]?.name ?? 'A program'} does not read its socket: ${bytesLong(queued)} from ${endpoint(table, 'remote', first)} wait${stuck.length > 1 ? `, and ${count(stuck.length - 1)} more sockets like it` : ''}.`,
      evidence: [...evidence, told.count('sockets that nobody reads', stuck.length, 0, '/proc/net/tcp rx_queue')],
      culprits: [...owners, ...peerCulprits(table, stuck).slice(0, 1)],
      scope: { pids: pidsOf(owners), peers: peersScope(table, stuck) },
      next: 'See on its process page what it does instead: its threads, their wait and CPU; a lock, a full pipe or a slow disk.',
      caution: 'Some programs leave data of a connection they keep for later on purpose.',
      verify: 'ss -tanp # Recv-Q',
      kept: read,
    }
  },
}

/** Its window went to 0; a window is wanted and there is no room; more came than there is room for. */
const SHUT = ['TcpExtTCPToZeroWindowAdv', 'TcpExtTCPWantZeroWindowAdv', 'TcpExtTCPRcvQDrop', 'TcpExtTCPZeroWindowDrop']

/** A queue of that size shuts its window sooner or later; of few connections all are looked at. */
function asks(snapshot: Snapshot, limits: LimitValues): boolean {
  const { now, perSecond: rate } = countersOf(snapshot)
  const open = now('TcpCurrEstab') ?? 0
  return SHUT.some((name) => (rate(name) ?? 0) > 0) || (isDumpCheap(snapshot) && open > 0 && open <= limits('few'))
}

/** Most first. What nobody has accepted yet belongs to no program: see ACCEPTQ. */
function fullest(table: SocketTable, least: Bytes): readonly number[] {
  const { count: rows, state, rqueue, inode } = table
  const isOne = (row: number) =>
    ((1 << (state[row] as number)) & READABLE) !== 0 && (inode[row] as number) > 0 && (rqueue[row] as number) > least
  return [...topRows(rows, (row) => (isOne(row) ? (rqueue[row] as number) : Number.NaN), MOST).rows]
}

/** One that stands for several looks is compared with the one before it at all of them: beside itself nothing was ever read. */
function comparedWith(table: SocketTable, kept: Read | null): Read | null {
  const known = compared.get(table)
  if (known) return known.read
  compared.set(table, { read: kept })
  return kept
}

const compared = new WeakMap<SocketTable, { readonly read: Read | null }>()

/** Of what came in, what is not in the queue any more. NaN: no tcp_info. */
function readOf({ info, rqueue }: SocketTable, row: number): Bytes {
  return info?.has[row] ? (info.bytesReceived[row] as number) - (rqueue[row] as number) : Number.NaN
}

/** It was full at the last look too, and nothing was read since; without tcp_info the queue alone tells. */
function isStuck(table: SocketTable, row: number, kept: Read | null): boolean {
  const before = kept?.get(table.inode[row] as number)
  const now = readOf(table, row)
  return before !== undefined && (Number.isNaN(now) || Number.isNaN(before) || now === before)
}

function isAnyFull(samples: Samples): boolean {
  const table = dumpIn(samples, LIVE)
  return table !== null && fullest(table, QUEUED).length > 0
}
