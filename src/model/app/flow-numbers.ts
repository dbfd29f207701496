import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP } from '../../parse/net/tcp-state.ts'
import type { Rate, Seconds } from '../../units.ts'
import { hashAddress, sameAddress } from '../tcp/addresses.ts'
import { peerAddress } from '../tcp/ends.ts'
import { groupRows } from '../tcp/group.ts'
import type { Flow, Seen } from './flow.ts'
import { MADE, type Past, type Traces } from './past.ts'

/** What a flow is measured by beside its own rows. */
export interface Kind {
  /** Its port, or its far end. */
  readonly key: number
  /** Of all connections of its direction; null: there is no earlier table. */
  readonly traces: Traces | null
  /** How many began in the whole namespace, as the kernel counts them. */
  readonly rate: Rate<string> | null
  /** The state of one that is not made yet. */
  readonly opening: number
}

type Numbers = Omit<Flow, 'direction' | 'name' | 'peer' | 'listener'>

/** Far ends named at most. */
const MOST_PEERS = 20

/** `rows`: those of the flow, in every state. */
export function flowNumbers({ table, dt }: Seen, rows: readonly number[], past: Past | null, kind: Kind): Numbers {
  const established: number[] = []
  let [closeWait, opening, waits, began, alive, freshWaits, kept] = [0, 0, 0, 0, 0, 0, 0]
  for (const row of rows) {
    const state = table.state[row] as number
    const was = past?.stateOf(row) ?? 0
    if (MADE.has(state) && was === 0) {
      began++
      if (state !== TCP.TIME_WAIT) alive++
    }
    if (state === TCP.ESTAB) {
      established.push(row)
      if (was !== 0) kept++
    } else if (state === TCP.CLOSE_WAIT) closeWait++
    else if (state === kind.opening) opening++
    else if (state === TCP.TIME_WAIT) {
      waits++
      if (was !== TCP.TIME_WAIT) freshWaits++
    }
  }
  const estab = established.length
  const opened = openedOf(began + (kind.traces?.mirrored.get(kind.key) ?? 0), alive, dt, kind)
  const times = opened === null ? null : opened * dt
  const there = times === null ? null : kept + times
  // What began, less what there is more of, has ended. Who closes first is in TIME_WAIT for a minute.
  const growth = estab - (kind.traces?.level.get(kind.key) ?? 0)
  const ended = times === null ? null : Math.max(freshWaits, times - growth)
  return {
    key: kind.key,
    estab,
    closeWait,
    opening,
    waits,
    opened,
    lifetime: opened && estab > 0 ? estab / opened : null,
    there,
    kept: there === null || there === 0 ? null : kept / there,
    ended,
    // Fewer than one: the few that began hide what ended.
    closedFirst: ended === null || ended < 1 ? null : freshWaits / ended,
    peers: peersOf(table, established),
  }
}

/**
 * The kernel counts for the whole namespace. What is seen to have begun is certain. Connections that came and went between two looks and
 * left no trace (the other end closed first, elsewhere) are taken to belong where there are new ones that still live.
 */
function openedOf(began: number, alive: number, dt: Seconds, { traces, rate }: Kind): Rate<string> | null {
  if (!traces || rate === null || !(dt > 0)) return null
  const all = rate * dt
  if (all <= traces.began) return traces.began === 0 ? 0 : (rate * began) / traces.began
  const unseen = all - traces.began
  if (traces.alive > 0) return (began + (unseen * alive) / traces.alive) / dt
  if (traces.ports === 1) return rate
  return traces.began > 0 ? (rate * began) / traces.began : null
}

function peersOf(table: SocketTable, rows: readonly number[]): Flow['peers'] {
  const { remote } = table
  const row = (at: number) => rows[at] as number
  const groups = groupRows(
    rows.length,
    () => true,
    (at) => hashAddress(remote, row(at)),
    (a, b) => sameAddress(remote, row(a), row(b)),
  )
  const counts = new Uint32Array(groups.count)
  for (const group of groups.of) counts[group] = (counts[group] as number) + 1
  const order = Int32Array.from(counts.keys()).sort((a, b) => (counts[b] as number) - (counts[a] as number))
  return Array.from(order.subarray(0, MOST_PEERS), (group) => ({
    name: peerAddress(table, row(groups.first[group] as number)),
    count: counts[group] as number,
  }))
}
