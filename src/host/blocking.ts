import { closeSync, constants, open, read } from 'node:fs'
import type { Nanos } from '../units.ts'
import { MOST } from './procfs.ts'

/** Larger reads of a sysctl fail. */
const PIECE = 256 << 10
/** Nearly all command lines are shorter; of what is longer the kernel mostly gives a page at a time. fs/seq_file.c */
const FIRST = 4096
const SECOND = 64 << 10
const LANES = 2

/** A read's outcome: the bytes, or an errno as Node spells it. */
export type Answer = Buffer | string

/** An answer that came when nobody waited for it, and when. */
export interface Late {
  readonly at: Nanos
  readonly answer: Answer
}

/** `step` says that it goes on, `done` what came of it. */
type HowToRead = (path: string, step: () => void, done: (answer: Answer) => void) => void

/**
 * Reads that may never come back (a cmdline whose mm is locked, a dead mount), off the main thread: at most two at once,
 * because a pool of four threads serves all of Node. One that ran past its deadline keeps its lane until the kernel lets go.
 */
export class BlockingReads {
  #running = 0
  readonly #stuck = new Map<string, number>()
  readonly #paths = new Set<string>()
  readonly #late = new Map<string, Late>()

  /** Reads that ran past their deadline and are still in the kernel. */
  get stuck(): number {
    return this.#stuck.size
  }

  get running(): number {
    return this.#running
  }

  /** Whether this path, or another of its process, is still blocked. */
  isStuck(key: string): boolean {
    return this.#stuck.has(key)
  }

  /** Whether nothing can be read until the kernel lets go of what is blocked. */
  get allStuck(): boolean {
    let reads = 0
    for (const count of this.#stuck.values()) reads += count
    return reads >= LANES
  }

  /** Whether this very file is being read. */
  isUnderWay(path: string): boolean {
    return this.#paths.has(path)
  }

  /** For the next who asks for this file. */
  keepLate(path: string, late: Late): void {
    this.#late.set(path, late)
  }

  takeLate(path: string): Late | null {
    const late = this.#late.get(path) ?? null
    this.#late.delete(path)
    return late
  }

  /** Nobody asks for them any more. */
  forgetLate(wanted: ReadonlySet<string>): void {
    for (const path of this.#late.keys()) if (path.startsWith('/') && !wanted.has(path)) this.#late.delete(path)
  }

  /** Whether another read may be started now. */
  get free(): boolean {
    return this.#running < LANES
  }

  /**
   * The file to its end, or the errno; 'ETIMEDOUT' where nothing came for `wait` ms. `key` names what is remembered as stuck (a pid);
   * `later` is told what came after that.
   */
  read(
    path: string,
    key: string,
    wait: number,
    later?: (answer: Answer) => void,
    how: HowToRead = readToEnd,
  ): Promise<Answer> {
    this.#running++
    this.#paths.add(path)
    return new Promise((resolve) => {
      let late = false
      let ended = false
      let steps = 0
      let timer: NodeJS.Timeout
      const watch = () => {
        const seen = steps
        // Where it was us who stood still, what came meanwhile is heard before the read is called stuck.
        timer = setTimeout(() => {
          setImmediate(() => {
            if (ended) return
            if (steps === seen) giveUp()
            else watch()
          })
        }, wait)
      }
      const giveUp = () => {
        this.#stuck.set(key, (this.#stuck.get(key) ?? 0) + 1)
        late = true
        resolve('ETIMEDOUT')
      }
      const done = (answer: Answer) => {
        ended = true
        this.#running--
        this.#paths.delete(path)
        clearTimeout(timer)
        if (!late) return resolve(answer)
        const left = (this.#stuck.get(key) ?? 1) - 1
        if (left > 0) this.#stuck.set(key, left)
        else this.#stuck.delete(key)
        later?.(answer)
      }
      watch()
      how(path, () => steps++, done)
    })
  }
}

/** Files the kernel writes in one go, as far as there is room: less than that is all. Each trip to the pool costs 50 µs. */
const AT_ONCE = /^\/proc\/\d+\/(?:cmdline|smaps_rollup)$/

/** Into one buffer that grows: pieces of their own would take 256 KiB for each page that the kernel gives. */
function readToEnd(path: string, step: () => void, done: (answer: Answer) => void): void {
  open(path, constants.O_RDONLY, (failed, fd) => {
    step()
    if (failed) return done(failed.code ?? 'EIO')
    let bytes: Buffer = Buffer.allocUnsafe(FIRST)
    let length = 0
    const end = (answer: Answer) => {
      closeSync(fd)
      done(answer)
    }
    const next = () => {
      const room = Math.min(bytes.length - length, PIECE)
      read(fd, bytes, length, room, null, (error, got) => {
        step()
        if (error) return end(error.code ?? 'EIO')
        length += got
        if (length > MOST) return end('EFBIG')
        if (got === 0 || (got < room && AT_ONCE.test(path))) return end(bytes.subarray(0, length))
        if (bytes.length - length < FIRST) bytes = larger(bytes, length)
        next()
      })
    }
    next()
  })
}

function larger(bytes: Buffer, length: number): Buffer {
  const more = Buffer.allocUnsafe(Math.max(SECOND, 2 * bytes.length))
  bytes.copy(more, 0, 0, length)
  return more
}
