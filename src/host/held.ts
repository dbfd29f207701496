import { closeSync } from 'node:fs'
import { errnoOf, holdOpen, readHeld } from './procfs.ts'

/** 4.35 KiB of kernel memory a descriptor, which no RSS shows. */
const MOST = 192
/** Looks without use after which a process is let go, at the latest at the next look so many later: rows come and go as the order changes. */
const PATIENCE = 8

/**
 * Looks before anything is held. A table of descriptors that grows has this thread wait until all CPUs have moved on, some 3 ms for each
 * doubling, and the first frame comes first. fs/file.c expand_fdtable(), synchronize_rcu()
 */
const FIRST_LOOKS = 2

const TOO_MANY: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE'])

type HeldFile = 'stat' | 'statm'

interface Held {
  stat: number
  statm: number
  used: number
}

/**
 * Descriptors of processes that are read at every tick: reading again what is open costs half of open, read, close. They belong to
 * the process, not to its number: when it has ended they answer ESRCH, whoever has the pid by then.
 */
export class HeldFiles {
  readonly #held = new Map<number, Held>()
  #look = 0
  #most = MOST

  /** The bytes, where it is open already: mostly it is, and then no path has to be put together. Throws as read does. */
  again(pid: number, file: HeldFile): Buffer | null {
    const held = this.#held.get(pid)
    if (!held || held[file] < 0) return null
    held.used = this.#look
    return readHeld(held[file])
  }

  /** The bytes; throws as open and read do. Null: there is no room for another process, or not yet. */
  read(dir: string, pid: number, file: HeldFile): Buffer | null {
    let held = this.#held.get(pid)
    if (!held) {
      if (this.#look < FIRST_LOOKS || this.#held.size >= this.#most) return null
      held = { stat: -1, statm: -1, used: 0 }
      this.#held.set(pid, held)
    }
    held.used = this.#look
    if (held[file] < 0) {
      try {
        held[file] = holdOpen(`${dir}/${file}`)
      } catch (error) {
        if (!TOO_MANY.has(errnoOf(error))) throw error
        // The limit is lower than what we would hold: then nothing is held.
        this.releaseAll()
        this.#most = 0
        return null
      }
    }
    return readHeld(held[file])
  }

  /** Whether anything was held. */
  release(pid: number): boolean {
    const held = this.#held.get(pid)
    if (!held) return false
    this.#held.delete(pid)
    for (const fd of [held.stat, held.statm]) if (fd >= 0) closeSync(fd)
    return held.stat >= 0 || held.statm >= 0
  }

  releaseAll(): void {
    for (const pid of [...this.#held.keys()]) this.release(pid)
  }

  /** Once a look: lets go of what nobody read for a while. */
  sweep(): void {
    if (++this.#look % PATIENCE !== 0) return
    for (const [pid, held] of this.#held) if (this.#look - held.used > PATIENCE) this.release(pid)
  }
}
