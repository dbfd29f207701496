import { close, constants, open, read } from 'node:fs'

const PIECE = 256 << 10
const MOST = 64 << 20
const LANES = 2

/** A read's outcome: the bytes, or an errno as Node spells it. */
export type Answer = Buffer | string

/**
 * Reads that may never come back (a cmdline whose mm is locked, a dead mount), off the main thread: at most two at once,
 * because a pool of four threads serves all of Node. One that ran past its deadline keeps its lane until the kernel lets go.
 */
export class BlockingReads {
  #running = 0
  readonly #stuck = new Map<string, number>()

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

  /** Whether another read may be started now. */
  get free(): boolean {
    return this.#running < LANES
  }

  /** The file to its end, or the errno; 'ETIMEDOUT' after `wait` ms. `key` names what is remembered as stuck (a pid). */
  read(path: string, key: string, wait: number): Promise<Answer> {
    this.#running++
    return new Promise((resolve) => {
      let late = false
      const timer = setTimeout(() => {
        this.#stuck.set(key, (this.#stuck.get(key) ?? 0) + 1)
        late = true
        resolve('ETIMEDOUT')
      }, wait)
      readToEnd(path, (answer) => {
        this.#running--
        clearTimeout(timer)
        if (late) this.#stuck.delete(key)
        else resolve(answer)
      })
    })
  }
}

function readToEnd(path: string, done: (answer: Answer) => void): void {
  open(path, constants.O_RDONLY, (failed, fd) => {
    if (failed) return done(failed.code ?? 'EIO')
    const pieces: Buffer[] = []
    let size = 0
    const end = (answer: Answer) => close(fd, () => done(answer))
    const next = () => {
      const piece = Buffer.allocUnsafe(pieces.length === 0 ? 4096 : PIECE)
      read(fd, piece, 0, piece.length, null, (error, got) => {
        if (error) return end(error.code ?? 'EIO')
        if (got === 0 || size > MOST) return end(Buffer.concat(pieces))
        size += got
        pieces.push(piece.subarray(0, got))
        next()
      })
    }
    next()
  })
}
