import type { SocketTable } from '../../parse/net/socket-table.ts'
import { stateMask, TCP } from '../../parse/net/tcp-state.ts'
import type { Rate, Seconds, Share } from '../../units.ts'
import { hashAddress, listeningPorts, sameAddress } from './addresses.ts'
import { type PortRange, usablePorts } from './ephemeral.ts'
import { groupRows } from './group.ts'

/** Ports of the range in use from one source address towards one destination and port: each such triple has the range to itself. */
export interface PortUse {
  /** A row of it in the table, for its addresses. */
  readonly row: number
  readonly used: number
  readonly estab: number
  readonly timeWait: number
  /** Of the usable ports. */
  readonly share: Share
  readonly growth: Rate<string> | null
  /** Until no port is left at the present rate; null: not growing, settling below, or not known. */
  readonly exhausted: Seconds | null
  /** Where it settles at the present rate: each new TIME_WAIT goes after 60 s. Null: it does not grow by TIME_WAIT, or not known. */
  readonly settles: number | null
}

export interface PortsInUse {
  readonly table: SocketTable
  readonly usable: number
  /** Highest first, at most MOST. */
  readonly uses: readonly PortUse[]
  readonly triples: number
  /** Ports of the range that any socket holds. */
  readonly distinct: number
  /** Every triple by a row of it and the ports it uses: what the next sample is compared with. */
  readonly groups: { readonly first: Int32Array; readonly used: Uint32Array; readonly timeWait: Uint32Array }
}

/** States in which a connection holds its port. */
const HOLDING = stateMask(
  TCP.ESTAB,
  TCP.SYN_SENT,
  TCP.FIN_WAIT_1,
  TCP.FIN_WAIT_2,
  TCP.TIME_WAIT,
  TCP.CLOSE_WAIT,
  TCP.LAST_ACK,
  TCP.CLOSING,
)
const MOST = 1000

/** Outgoing connections by triple: those whose local port is in the range and no listener's. */
export function portsInUse(
  table: SocketTable,
  range: PortRange,
  earlier: { readonly ports: PortsInUse; readonly dt: Seconds } | null,
): PortsInUse {
  const listening = listeningPorts(table, TCP.LISTEN)
  const usable = usablePorts(range, listening)
  const dt = earlier && earlier.dt > 0 ? earlier.dt : null
  const now = triples(table, range, listening, dt)
  const order = Int32Array.from({ length: now.count }, (_, i) => i).sort((a, b) => at(now.used, b) - at(now.used, a))
  const shown = order.subarray(0, MOST)
  const rows = Array.from(shown, (group) => at(now.first, group))
  const before = earlier && dt !== null ? usedBefore(table, rows, earlier.ports) : null
  const uses = Array.from(shown, (group): PortUse => {
    const [used, timeWait] = [at(now.used, group), at(now.timeWait, group)]
    const last = before?.get(at(now.first, group)) ?? null
    return {
      row: at(now.first, group),
      used,
      estab: at(now.estab, group),
      timeWait,
      share: usable > 0 ? used / usable : 1,
      ...outlook(used, timeWait, at(now.fresh, group), last, dt, usable),
    }
  })
  return {
    table,
    usable,
    uses,
    triples: now.count,
    distinct: distinctPorts(table, range),
    groups: { first: now.first, used: now.used, timeWait: now.timeWait },
  }
}

/** TCP_TIMEWAIT_LEN. Kernel: include/net/tcp.h */
const TIME_WAIT: Seconds = 60

/** Where the use of a triple goes, if what came since the last sample goes on to come. */
function outlook(
  used: number,
  timeWait: number,
  fresh: number,
  last: { readonly used: number; readonly timeWait: number } | null,
  dt: Seconds | null,
  usable: number,
): Pick<PortUse, 'growth' | 'exhausted' | 'settles'> {
  if (!last || dt === null) return { growth: null, exhausted: null, settles: null }
  const growth = (used - last.used) / dt
  const held = used - timeWait
  const settles = growth > 0 && held <= last.used - last.timeWait ? held + (fresh / dt) * TIME_WAIT : null
  const fills = growth > 0 && (settles === null || settles > usable)
  return { growth, exhausted: fills ? Math.max(0, usable - used) / growth : null, settles }
}

/** `dt`: what entered TIME_WAIT within it is fresh. */
function triples(table: SocketTable, range: PortRange, listening: Uint8Array, dt: Seconds | null) {
  const { count, state, localPort, expires } = table
  const isFresh = (row: number) => dt !== null && (expires[row] as number) > (TIME_WAIT - dt) * 1000
  const groups = groupRows(
    count,
    (row) => isOutgoing(state[row] as number, localPort[row] as number, range, listening),
    (row) => hashTriple(table, row),
    (a, b) => isSameTriple(table, a, table, b),
  )
  const used = new Uint32Array(groups.count)
  const estab = new Uint32Array(groups.count)
  const timeWait = new Uint32Array(groups.count)
  const fresh = new Uint32Array(groups.count)
  for (let row = 0; row < count; row++) {
    const group = groups.of[row] as number
    if (group < 0) continue
    used[group] = at(used, group) + 1
    if (state[row] === TCP.ESTAB) estab[group] = at(estab, group) + 1
    else if (state[row] === TCP.TIME_WAIT) {
      timeWait[group] = at(timeWait, group) + 1
      if (isFresh(row)) fresh[group] = at(fresh, group) + 1
    }
  }
  return { ...groups, used, estab, timeWait, fresh }
}

/** What each of these rows' triples used before. */
function usedBefore(table: SocketTable, rows: readonly number[], earlier: PortsInUse) {
  const byHash = new Map<number, number[]>()
  for (const row of rows) {
    const hash = hashTriple(table, row)
    const others = byHash.get(hash)
    if (others) others.push(row)
    else byHash.set(hash, [row])
  }
  const known = new Map(rows.map((row) => [row, { used: 0, timeWait: 0 }]))
  const { first, used, timeWait } = earlier.groups
  for (let group = 0; group < first.length; group++) {
    const row = at(first, group)
    const same = byHash.get(hashTriple(earlier.table, row))?.find((one) => isSameTriple(table, one, earlier.table, row))
    if (same !== undefined) known.set(same, { used: at(used, group), timeWait: at(timeWait, group) })
  }
  return known
}

function hashTriple({ local, remote, remotePort }: SocketTable, row: number): number {
  return hashAddress(remote, row) ^ Math.imul(hashAddress(local, row), 7) ^ ((remotePort[row] as number) << 8)
}

function isSameTriple(a: SocketTable, i: number, b: SocketTable, j: number): boolean {
  return (
    a.remotePort[i] === b.remotePort[j] && sameAddress(a.remote, i, j, b.remote) && sameAddress(a.local, i, j, b.local)
  )
}

function isOutgoing(state: number, port: number, { low, high }: PortRange, listening: Uint8Array): boolean {
  return ((1 << state) & HOLDING) !== 0 && port >= low && port <= high && listening[port] === 0
}

function distinctPorts({ count, localPort }: SocketTable, { low, high }: PortRange): number {
  const seen = new Uint8Array(high - low + 1)
  let distinct = 0
  for (let row = 0; row < count; row++) {
    const port = localPort[row] as number
    if (port < low || port > high || seen[port - low] === 1) continue
    seen[port - low] = 1
    distinct++
  }
  return distinct
}

function at(numbers: Uint32Array | Int32Array, index: number): number {
  return numbers[index] as number
}
