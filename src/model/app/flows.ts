import { TCP } from '../../parse/net/tcp-state.ts'
import { valueOf } from '../../source.ts'
import { hashAddress, listeningPorts, sameAddress } from '../tcp/addresses.ts'
import { endpoint, peerAddress } from '../tcp/ends.ts'
import { groupRows } from '../tcp/group.ts'
import { type Listener, listenersOf } from '../tcp/listeners.ts'
import type { Flow, Seen } from './flow.ts'
import { flowNumbers } from './flow-numbers.ts'
import { farEnd, type Past, pastOf } from './past.ts'
import type { Service } from './service.ts'
import type { Upstream } from './upstreams.ts'

export interface Flows {
  readonly listeners: readonly Flow[]
  readonly upstreams: readonly Flow[]
  /** TIME_WAIT of connections that went out, to none of these: of which program is not known any more. */
  readonly unclaimed: number
  /** Processes of the service whose descriptors were not read yet, and those that may not be read. */
  readonly pending: number
  readonly refused: number
}

/**
 * A connection at a port on which the service listens came in; another one that it holds went out. TIME_WAIT belongs to nobody: it is
 * that of the listener at its port, or of the upstream at its far end. `late`: upstreams it was seen connected to a while ago.
 */
export function flowsOf({ members }: Service, seen: Seen, late: readonly Upstream[] = []): Flows {
  const { table } = seen
  const held = new Set<number>()
  let pending = 0
  let refused = 0
  for (const { more, stat } of members) {
    const sockets = valueOf(more.sockets)
    for (const inode of sockets?.inodes ?? []) held.add(inode)
    if (!more.sockets) pending += stat.vsize > 0 ? 1 : 0
    else if (!sockets && 'missing' in more.sockets && more.sockets.missing === 'denied') refused++
  }
  const isHeld = (row: number) => held.has(table.inode[row] as number)
  const listeners = listenersOf(table).filter(({ row }) => isHeld(row))
  const ports = new Map<number, number[]>()
  for (const { row } of listeners) ports.set(table.localPort[row] as number, [])
  const anybodys = listeningPorts(table, TCP.LISTEN)
  const out: number[] = []
  for (let row = 0; row < table.count; row++) {
    if (table.state[row] === TCP.LISTEN || table.state[row] === TCP.UNCONN) continue
    const port = table.localPort[row] as number
    const taken = ports.get(port)
    if (taken) taken.push(row)
    else if (isHeld(row) || (table.state[row] === TCP.TIME_WAIT && anybodys[port] === 0)) out.push(row)
  }
  const past = pastOf(seen, anybodys)
  const upstreams = outgoing(seen, out, isHeld, past, late)
  const claimed = new Set(upstreams.map(({ key }) => key))
  const isUnclaimed = (row: number) =>
    table.state[row] === TCP.TIME_WAIT &&
    !claimed.has(farEnd(table, row)) &&
    !ports.has(table.remotePort[row] as number)
  return {
    listeners: incoming(seen, listeners, ports, past),
    upstreams,
    unclaimed: out.filter(isUnclaimed).length,
    pending,
    refused,
  }
}

function incoming(
  seen: Seen,
  listeners: readonly Listener[],
  ports: ReadonlyMap<number, readonly number[]>,
  past: Past | null,
): readonly Flow[] {
  const { table } = seen
  // Several sockets at one port (SO_REUSEPORT, an address each) share what comes: it is told with the first of them.
  const byPort = new Map<number, Listener[]>()
  for (const listener of listeners) {
    const port = table.localPort[listener.row] as number
    const known = byPort.get(port)
    if (known) known.push(listener)
    else byPort.set(port, [listener])
  }
  return [...byPort].map(([port, several]): Flow => {
    const first = several[0] as Listener
    const rows = ports.get(port) ?? []
    return {
      direction: 'in',
      name: endpoint(table, 'local', first.row),
      peer: '',
      listener: together(several),
      ...flowNumbers(seen, rows, past, {
        key: port,
        traces: past?.incoming ?? null,
        rate: seen.accepts,
        opening: TCP.SYN_RECV,
      }),
    }
  })
}

/** The queues of one port as one. */
function together(several: readonly Listener[]): Listener {
  const first = several[0] as Listener
  if (several.length === 1) return first
  const sum = (of: (one: Listener) => number | null) =>
    several.reduce<number | null>((all, one) => (all === null || of(one) === null ? null : all + (of(one) ?? 0)), 0)
  return {
    ...first,
    queue: sum(({ queue }) => queue) ?? 0,
    most: sum(({ most }) => most),
    full: several.some(({ full }) => full),
  }
}

function outgoing(
  seen: Seen,
  out: readonly number[],
  isHeld: (row: number) => boolean,
  past: Past | null,
  late: readonly Upstream[],
): readonly Flow[] {
  const { table } = seen
  const { remote, remotePort } = table
  const groups = groupRows(
    out.length,
    () => true,
    (at) => hashAddress(remote, out[at] as number) ^ (remotePort[out[at] as number] as number),
    (a, b) =>
      remotePort[out[a] as number] === remotePort[out[b] as number] &&
      sameAddress(remote, out[a] as number, out[b] as number),
  )
  const rows = Array.from({ length: groups.count }, (): number[] => [])
  for (let at = 0; at < out.length; at++) rows[groups.of[at] as number]?.push(out[at] as number)
  const known = new Map(late.map((one) => [one.key, one]))
  const found = rows.flatMap((some) => {
    const first = some[0] as number
    const key = farEnd(table, first)
    const isKnown = known.delete(key)
    const upstream = { key, name: endpoint(table, 'remote', first), peer: peerAddress(table, first) }
    return isKnown || some.some(isHeld) ? [{ upstream, some }] : []
  })
  const gone = [...known.values()].map((upstream) => ({ upstream, some: [] as const }))
  return [...found, ...gone]
    .map(
      ({ upstream, some }): Flow => ({
        direction: 'out',
        ...upstream,
        listener: null,
        ...flowNumbers(seen, some, past, {
          key: upstream.key,
          traces: past?.outgoing ?? null,
          rate: seen.connects,
          opening: TCP.SYN_SENT,
        }),
      }),
    )
    .sort((a, b) => b.estab - a.estab || b.waits - a.waits || (a.name < b.name ? -1 : 1))
}
