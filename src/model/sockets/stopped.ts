import { TCP } from '../../parse/net/tcp-state.ts'
import type { Process } from '../../sample/process.ts'
import { rowOf } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, valueOf } from '../../source.ts'
import { cgroupSources, freezerCgroup, frozenCgroups, mounts } from '../load/cgroups.ts'
import type { Snapshot } from '../snapshot.ts'
import { type HeldQueue, heldQueues, listenSource, queueSource } from './queues.ts'

/** A process that stands still while others wait for it. */
export interface Stopped {
  readonly process: Process
  readonly queue: HeldQueue
  /** signal: state T. tracer: state t. frozen: with its cgroup, which is named. */
  readonly by: 'signal' | 'tracer' | 'frozen'
  readonly cgroup: string | null
}

/** What is in the queues of all sockets together, whoever they belong to. */
export interface Waiting {
  /** Connections that wait for accept(2). */
  readonly connections: number
  /** Bytes that were received and are not read. */
  readonly bytes: number
  /** Sockets that may hold such bytes. */
  readonly open: number
}

/** Null: these sockets were not read. */
export function waitingIn({ after }: Samples): Waiting | null {
  const table = valueOf(reading(after, queueSource))
  if (!table) return null
  const { count, state, rqueue } = table
  const sums = { connections: 0, bytes: 0, open: 0 }
  for (let row = 0; row < count; row++) {
    const listens = state[row] === TCP.LISTEN
    sums[listens ? 'connections' : 'bytes'] += rqueue[row] as number
    if (!listens) sums.open++
  }
  return sums
}

/** Connections that wait, or data in few sockets: in very many there is always some. */
export function isWaiting({ connections, bytes, open }: Waiting, few: number): boolean {
  return connections > 0 || (bytes > 0 && open <= few)
}

/** What most waits for first. One that used CPU since the last look moves on, whatever state it was found in (strace). */
export function stoppedOwners(snapshot: Snapshot): readonly Stopped[] | Missing {
  const { samples, tasks } = snapshot
  const queues = heldQueues(samples)
  if (isMissing(queues)) return queues
  const owners = ownerRows(samples, queues)
  const frozen = frozenCgroups(samples, owners)
  const stopped = owners.flatMap((process): readonly Stopped[] => {
    const queue = queues.get(process.pid)
    const used = tasks.cpus[rowOf(tasks.rows, process.pid)]
    if (!queue || (used !== undefined && used > 0)) return []
    if (process.stat.state === 'T') return [{ process, queue, by: 'signal', cgroup: null }]
    if (process.stat.state === 't') return [{ process, queue, by: 'tracer', cgroup: null }]
    const cgroup = freezerCgroup(process)
    return cgroup !== null && isWithin(cgroup, frozen) ? [{ process, queue, by: 'frozen', cgroup }] : []
  })
  return stopped.sort((a, b) => b.queue.connections - a.queue.connections || b.queue.bytes - a.queue.bytes)
}

/** Sockets with something in their queue, then whether the cgroups of their owners are frozen. */
export function stoppedSources(samples: Samples | null): readonly Source<unknown>[] {
  const queues = samples && heldQueues(samples)
  const owners = samples && queues && !isMissing(queues) ? ownerRows(samples, queues) : []
  return [queueSource, mounts, ...cgroupSources(samples, owners)]
}

/**
 * Whether to ask whose these sockets are. In the own namespace the listeners, which are read at every look, have said that something
 * waits; in another one only a sign came, and first its sockets have to say so.
 */
export function asksOwners(samples: Samples | null, few: number): boolean {
  // Only a look elsewhere remembers the one sample, with no listeners in it; between own looks neither need be there.
  const isOwn = !samples || samples.before !== null || samples.after.files.has(listenSource.path)
  if (isOwn) return true
  const waiting = waitingIn(samples)
  return waiting !== null && isWaiting(waiting, few)
}

function ownerRows({ after }: Samples, queues: ReadonlyMap<number, HeldQueue>): readonly Process[] {
  const rows = after.processes?.rows ?? []
  return [...queues.keys()].flatMap((pid) => rows[rowOf(rows, pid)] ?? [])
}

function isWithin(path: string, groups: ReadonlySet<string>): boolean {
  return [...groups].some((group) => path === group || path.startsWith(`${group}/`))
}
