import { inodeOf } from '../native/owner.ts'
import type { Machine } from './collect.ts'
import type { Sink } from './host.ts'
import { errnoOf } from './procfs.ts'

/** A plan's path for whose network namespace is whose: `netns:` of all processes in slices, `netns:all` at once, `netns:PID` of one. */
const PATH = /^netns:(all|\d*)$/
/** Processes asked in one slice: 5 to 10 µs each. */
const SLICE = 100
/** Of those that were asked before, each one in so many sweeps at least: a process may move by itself. setns(2), unshare(2) */
const TURNS = 32
/** Asked between two turns of the keyboard. */
const EVERY = 8

type Turn = () => Promise<void> | undefined

export function isNetNamespaces(path: string): boolean {
  return PATH.test(path)
}

export async function collectNetNamespaces(
  machine: Machine,
  paths: readonly string[],
  sink: Sink,
  turn: Turn,
): Promise<void> {
  for (const path of paths) {
    const [, of = ''] = PATH.exec(path) ?? []
    const at = machine.now()
    const { netNamespaces: known } = machine
    if (!known) {
      sink.fail(at, 0, path, 'NOT_CAPTURED')
      continue
    }
    try {
      const list = () => machine.listPids('/proc')
      const most = of === 'all' ? Number.POSITIVE_INFINITY : SLICE
      const said = /^\d+$/.test(of) ? String(known.of(Number(of))) : await known.sweep(list, most, turn)
      sink.bytes(at, 0, path, Buffer.from(said))
    } catch (error) {
      sink.fail(at, 0, path, errnoOf(error))
    }
  }
}

/**
 * The network namespace of every process, by the inode of its /proc/PID/net/dev: each namespace has its own files there, and who asks
 * needs no rights, where the link /proc/PID/ns/net needs those of ptrace and waits for an execve to end. fs/proc/proc_net.c
 *
 * A process has that of its parent, mostly for life: each is asked once while it is new, once more at the sweep after, as what is
 * forked to move (ip netns exec, a container) moves at once, and then in its turn.
 */
export class NetNamespaces {
  readonly #idOf: (pid: number | 'self') => number
  #known = new Map<number, number>()
  /** Of those, who may be in another than ours: few, so that an answer does not go through all. */
  readonly #elsewhere = new Map<number, number>()
  /** Of those, who may not be asked. */
  readonly #refused = new Set<number>()
  #own = UNKNOWN
  /** Asked for the first time in this sweep: they are asked again at the next. */
  #young = new Set<number>()
  /** Of those listed, who is still to be asked. */
  #queue: number[] = []
  #again: number[] = []
  #sweep = 0

  constructor(idOf: (pid: number | 'self') => number = (pid) => inodeOf(`/proc/${pid}/net/dev`)) {
    this.#idOf = idOf
  }

  /** Throws where it is not there, or hidden. */
  of(pid: number): number {
    const id = this.#idOf(pid)
    this.#note(pid, id)
    return id
  }

  /**
   * `own ID`, `left COUNT` (processes not asked yet), `refused COUNT` (that may not be asked), and a line for each other namespace: `ID PROCESSES PID…`, its lowest pids.
   * `list`: pids, ascending; not called while some of the last list were not asked yet.
   */
  async sweep(list: () => Int32Array, most: number, turn: Turn): Promise<string> {
    this.#own = this.#idOf('self')
    if (this.#queue.length === 0) this.#begin(list())
    const asked = this.#queue.splice(0, most)
    for (const pid of asked) this.#young.add(pid)
    await this.#ask([...this.#again.splice(0), ...asked], turn)
    return answer(this.#own, this.#queue.length, this.#refused.size, this.#elsewhere)
  }

  /** Who has come since, and who is asked anew. */
  #begin(pids: Int32Array): void {
    const turns = Math.max(TURNS, Math.ceil(pids.length / SLICE))
    const before = this.#known
    const young = this.#young
    this.#known = new Map()
    this.#young = new Set()
    this.#queue = []
    for (const pid of pids) {
      const id = before.get(pid)
      if (id === undefined) this.#queue.push(pid)
      else this.#known.set(pid, id)
      if (id !== undefined && (young.has(pid) || pid % turns === this.#sweep)) this.#again.push(pid)
    }
    this.#sweep = (this.#sweep + 1) % turns
    for (const pid of this.#elsewhere.keys()) if (!this.#known.has(pid)) this.#elsewhere.delete(pid)
    for (const pid of this.#refused) if (!this.#known.has(pid)) this.#refused.delete(pid)
  }

  #note(pid: number, id: number): void {
    this.#known.set(pid, id)
    this.#refused.delete(pid)
    if (id === this.#own || id === UNKNOWN) this.#elsewhere.delete(pid)
    else this.#elsewhere.set(pid, id)
  }

  async #ask(pids: readonly number[], turn: Turn): Promise<void> {
    let asked = 0
    for (const pid of pids) {
      try {
        this.of(pid)
      } catch (error) {
        // It ended, or is hidden from us: it is counted where it is still listed.
        const errno = errnoOf(error)
        this.#note(pid, UNKNOWN)
        if (errno === 'EPERM' || errno === 'EACCES') this.#refused.add(pid)
      }
      const pause = ++asked % EVERY === 0 ? turn() : undefined
      if (pause) await pause
    }
  }
}

const UNKNOWN = 0
/** Pids that stand for a namespace: when the first ends, the next does. */
const MOST_PIDS = 3

function answer(own: number, left: number, refused: number, elsewhere: ReadonlyMap<number, number>): string {
  const others = new Map<number, { count: number; readonly pids: number[] }>()
  for (const [pid, id] of [...elsewhere].sort(([a], [b]) => a - b)) {
    if (id === own) continue
    const other = others.get(id) ?? { count: 0, pids: [] }
    other.count++
    if (other.pids.length < MOST_PIDS) other.pids.push(pid)
    others.set(id, other)
  }
  const lines = [...others].map(([id, other]) => `${id} ${other.count} ${other.pids.join(' ')}\n`)
  return `own ${own}\nleft ${left}\nrefused ${refused}\n${lines.join('')}`
}
