import { age, count } from '../format.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { ownersOf, type SocketOwner } from '../model/sockets/owners.ts'
import { socketSource, type Wanted } from '../model/sockets/table.ts'
import { type Tallied, tallyRows } from '../model/tcp/tally.ts'
import type { SocketTable } from '../parse/net/socket-table.ts'
import { stateMask, TCP } from '../parse/net/tcp-state.ts'
import { type Limit, parsePidLimits } from '../parse/pid/limits.ts'
import { reading, type Samples } from '../sample/sample.ts'
import { isMissing, type Source, source, valueOf } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import {
  COUNTERS,
  countersOf,
  dumpIn,
  noCounter,
  ownerCulprit,
  peerCulprits,
  rowsWhere,
  socketsNow,
} from './parts/network.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

const CLOSED: Wanted = { states: stateMask(TCP.CLOSE_WAIT) }
/** From so many on it is asked who holds them. */
const OWNERS_FROM = 20

/** When each socket, by its inode, was first seen in this state. */
type Since = ReadonlyMap<number, Nanos>

interface Known {
  readonly since: Since
  /** The most that each program, by its pid, ever had: of those that have some now. */
  readonly peaks: ReadonlyMap<string, number>
}

export const closeWait: Rule<Known> = {
  id: 'CLOSE-WAIT',
  title: 'a program does not close its connections',
  help: 'The peer has closed, the program has not: each keeps a descriptor and its buffers until it does. Many of them, or old ones, are a leak in the program. /proc/net/tcp state 08',
  resource: 'network',
  namespaced: true,
  limits: {
    growing: {
      value: 50,
      unit: '',
      why: 'of one program, and with each look more than ever: it does not close at all',
    },
    old: { value: 20, unit: '', why: 'of one program that have been there for long' },
    age: {
      value: 60,
      unit: 's',
      why: 'an idle connection of a pool is closed the next time it is used, mostly sooner',
    },
    descriptors: { value: 25, unit: '%', why: 'of the descriptors it may have: soon it can open no more' },
  },
  window: 30,
  every: 8,
  sources: () => COUNTERS,
  // CurrEstab counts them too: there are no more than that.
  sign: (snapshot, limits) => (countersOf(snapshot).now('TcpCurrEstab') ?? 0) >= limits('old'),
  dear: (samples) => {
    const worst = samples && worstIn(samples)
    const limitFile = worst?.owner ? [limitsOf(worst.owner.pid)] : []
    const processes =
      worst && worst.rows.length >= OWNERS_FROM ? { processes: { everybody: ['sockets'] as const } } : {}
    return { sources: [socketSource(CLOSED), ...limitFile], ...processes }
  },
  see: (snapshot, limits, kept) => {
    const open = countersOf(snapshot).now('TcpCurrEstab')
    if (open === null) return noCounter(snapshot, 'TcpCurrEstab')
    const table = socketsNow(snapshot, CLOSED)
    if (isMissing(table))
      return open >= limits('old')
        ? table
        : { clear: true, evidence: [told.count('connections open', open, null, '/proc/net/snmp Tcp CurrEstab')] }
    const now = snapshot.samples.after.at
    const since = sinceOf(table, kept?.since ?? null, now)
    const worst = worstIn(snapshot.samples)
    const known: Known = { since, peaks: peaksOf(worst?.owners ?? [], kept) }
    const all = told.count('sockets in CLOSE-WAIT', table.count, null, '/proc/net/tcp')
    if (!worst || worst.rows.length < limits('old')) return { clear: true, evidence: [all], kept: known }
    const { owner, name, rows } = worst
    const oldest: Seconds = Math.max(...ages(table, rows, since, now))
    const before = kept?.peaks.get(name) ?? stayed(table, rows, since, now)
    const isGrowing = kept !== null && rows.length >= limits('growing') && rows.length > before
    const most = owner ? descriptorsOf(snapshot, owner) : null
    const isFull = most !== null && rows.length >= (limits('descriptors') / 100) * most
    const isOld = oldest >= limits('age')
    const who = owner ? `${owner.comm} ${owner.pid}` : 'A program that may not be looked into'
    return {
      seen: isGrowing || isOld ? (isFull ? 'critical' : 'warning') : 'info',
      hold: !isGrowing && !isOld && rows.length < limits('growing'),
      value: rows.length,
      says: `${who} leaves ${count(rows.length)} connections open that their peers have closed${isOld ? `, some for ${age(oldest)} and more` : isGrowing ? ', and more all the time' : ''}.`,
      evidence: [
        told.count('of one program in CLOSE-WAIT', rows.length, limits('growing'), '/proc/net/tcp, /proc/PID/fd'),
        { what: 'the oldest seen for', seen: oldest, limit: limits('age'), unit: 's', from: '/proc/net/tcp' },
        told.count('descriptors it may have', most, null, '/proc/PID/limits Max open files'),
        all,
      ],
      culprits: [
        ...(owner ? [ownerCulprit(owner, `${count(rows.length)} of ${count(table.count)}`)] : []),
        ...peerCulprits(table, rows),
      ],
      scope: owner ? { pids: [owner.pid] } : {},
      next: 'Fix the program: it has to close(2) when read(2) returns 0. A restart frees them until then.',
      caution: 'No kernel setting ends this state: neither tcp_fin_timeout nor keepalive does.',
      verify: 'ss -tanp state close-wait',
      kept: known,
    }
  },
}

interface Worst {
  /** Null: it may not be looked into. */
  readonly owner: SocketOwner | null
  /** Its pid, 0 where it is not known. */
  readonly name: string
  readonly rows: readonly number[]
  /** How many each program has, most first. */
  readonly owners: readonly Tallied[]
}

/** Of the program with most of them. One that nobody has accepted yet belongs to no program. */
function worstIn(samples: Samples): Worst | null {
  const table = dumpIn(samples, CLOSED)
  if (!table) return null
  const known = ownersOf(samples.after.processes)
  const ownerOf = (row: number) => known.of(table.inode[row] as number)
  const held = rowsWhere(table, (row) => (table.inode[row] as number) > 0)
  const owners = tallyRows(held, (row) => `${ownerOf(row)?.pid ?? 0}`)
  const [most] = owners
  if (!most) return null
  return {
    owner: ownerOf(most.row),
    name: most.name,
    rows: held.filter((row) => `${ownerOf(row)?.pid ?? 0}` === most.name),
    owners,
  }
}

/** A program that closes has now more and now fewer of them, all new: only more than ever is growth. */
function peaksOf(owners: readonly Tallied[], kept: Known | null): ReadonlyMap<string, number> {
  return new Map(owners.map(({ name, count: held }) => [name, Math.max(held, kept?.peaks.get(name) ?? 0)]))
}

function sinceOf({ count: rows, inode }: SocketTable, kept: Since | null, now: Nanos): Since {
  const since = new Map<number, Nanos>()
  for (let row = 0; row < rows; row++) since.set(inode[row] as number, kept?.get(inode[row] as number) ?? now)
  return since
}

function ages({ inode }: SocketTable, rows: readonly number[], since: Since, now: Nanos): readonly Seconds[] {
  // Spread into Math.max: of very many the first will do.
  return rows.slice(0, 10_000).map((row) => (now - (since.get(inode[row] as number) ?? now)) / 1e9)
}

/** How many were there at the last look already: for where it was not known then whose they are. */
function stayed(table: SocketTable, rows: readonly number[], since: Since, now: Nanos): number {
  return rows.filter((row) => since.get(table.inode[row] as number) !== now).length
}

function limitsOf(pid: number): Source<readonly Limit[]> {
  return source(`/proc/${pid}/limits`, parsePidLimits, 30)
}

function descriptorsOf({ samples }: Snapshot, { pid }: SocketOwner): number | null {
  const found = valueOf(reading(samples.after, limitsOf(pid)))
  return found?.find(({ name }) => name === 'Max open files')?.soft ?? null
}
