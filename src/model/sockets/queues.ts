import { stateMask, TCP } from '../../parse/net/tcp-state.ts'
import type { Samples } from '../../sample/sample.ts'
import { isMissing, type Missing } from '../../source.ts'
import { ownersOf } from './owners.ts'
import { socketSource, socketsOf } from './table.ts'

/** What waits in the sockets of one process until it reads or accepts. */
export interface HeldQueue {
  readonly pid: number
  /** Connections that wait for accept(2). */
  readonly connections: number
  /** Bytes that were received and are not read. */
  readonly bytes: number
  /** Local port of the socket with most in it. */
  readonly port: number
}

const WANTED = { states: stateMask(TCP.ESTAB, TCP.CLOSE_WAIT, TCP.LISTEN) }
const LISTENING = { states: stateMask(TCP.LISTEN) }

/** All that can have something in its queue: dear where there are many connections. */
export const queueSource = socketSource(WANTED)
/** Listeners only: they are few. */
export const listenSource = socketSource(LISTENING)

/** By process, of what is in a queue now; processes whose sockets are not known are left out. */
export function heldQueues(samples: Samples): ReadonlyMap<number, HeldQueue> | Missing {
  const found = socketsOf(samples, WANTED)
  if (isMissing(found)) return found
  const { count, state, rqueue, inode, localPort } = found.value
  const owners = ownersOf(samples.after.processes)
  const queues = new Map<number, HeldQueue & { most: number }>()
  for (let row = 0; row < count; row++) {
    const waiting = rqueue[row] as number
    const owner = waiting > 0 ? owners.of(inode[row] as number) : null
    if (!owner) continue
    const listens = state[row] === TCP.LISTEN
    const had = queues.get(owner.pid) ?? { pid: owner.pid, connections: 0, bytes: 0, port: 0, most: 0 }
    const isMost = waiting > had.most
    queues.set(owner.pid, {
      pid: owner.pid,
      connections: had.connections + (listens ? waiting : 0),
      bytes: had.bytes + (listens ? 0 : waiting),
      port: isMost ? (localPort[row] as number) : had.port,
      most: isMost ? waiting : had.most,
    })
  }
  return queues
}

/** Connections that wait in all listeners together; null: not known. */
export function acceptQueue(samples: Samples): number | null {
  const found = socketsOf(samples, LISTENING)
  if (isMissing(found)) return null
  let sum = 0
  for (let row = 0; row < found.value.count; row++) sum += found.value.rqueue[row] as number
  return sum
}

/** Connections that wait for this process; null: not known. */
export function acceptQueueOf(samples: Samples, pid: number): number | null {
  const found = socketsOf(samples, LISTENING)
  if (isMissing(found)) return null
  const owners = ownersOf(samples.after.processes)
  let sum = 0
  for (let row = 0; row < found.value.count; row++)
    if ((found.value.rqueue[row] as number) > 0 && owners.of(found.value.inode[row] as number)?.pid === pid)
      sum += found.value.rqueue[row] as number
  return sum
}
