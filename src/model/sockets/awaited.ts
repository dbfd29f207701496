import type { Processes } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Nanos } from '../../units.ts'

/** Who may hold a socket that nobody was found to hold, as his descriptors were not read yet. */
export interface Awaited {
  /** Processes that were not read and are no newcomers: they were there a look ago. */
  readonly pending: number
  /**
   * Whether one of those that were not read may hold it. Who came after it was first asked for may not: what he holds of before he was
   * born he has of his parent, who holds it too or was read. So a socket without an owner settles although programs come and go.
   */
  readonly mayHold: (inode: number) => boolean
}

/** Asked of every sample, so that it knows since when each process is waited for. */
export function awaitedOf({ after, before }: Pick<Samples, 'after' | 'before'>): Awaited {
  if (!after.processes) return EVERYBODY
  const known = awaits.get(after.processes)
  if (known) return known
  const made = new Wait(after.processes, before?.processes ? awaits.get(before.processes) : undefined)
  awaits.set(after.processes, made)
  return made
}

/** Nobody was looked at yet. */
const EVERYBODY: Awaited = { pending: 0, mayHold: (inode) => inode > 0 }

/** One sample's, made from that of the sample before. */
const awaits = new WeakMap<Processes, Wait>()

class Wait implements Awaited {
  readonly pending: number
  readonly #at: Nanos
  /** When each that was not read was first seen, by pid. */
  readonly #since = new Map<number, Nanos>()
  readonly #first: Nanos
  readonly #asked = new Map<number, Nanos>()
  /** Of the sample before: what is not asked for any more is forgotten. */
  readonly #askedBefore: ReadonlyMap<number, Nanos>

  constructor({ at, rows }: Processes, before: Wait | undefined) {
    this.#at = at
    this.#askedBefore = before ? before.#asked : new Map()
    let [first, pending] = [Number.POSITIVE_INFINITY, 0]
    for (const { pid, stat, more } of rows) {
      // A kernel thread or a zombie holds none.
      if (more.sockets || stat.vsize === 0) continue
      const since = (before ? before.#since.get(pid) : at) ?? at
      this.#since.set(pid, since)
      first = Math.min(first, since)
      if (!before || since < at) pending++
    }
    this.#first = first
    this.pending = pending
  }

  readonly mayHold = (inode: number): boolean => {
    const asked = this.#askedBefore.get(inode) ?? this.#at
    this.#asked.set(inode, asked)
    return inode > 0 && this.#first <= asked
  }
}
