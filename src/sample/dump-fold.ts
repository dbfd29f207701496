import type { Fold, Reading, Source } from '../source.ts'
import type { Nanos } from '../units.ts'
import { malformed } from './missing.ts'

/** Folds the pieces of dumps as they come. What is no record spoils the whole dump: it would be short of sockets, and not say so. */
export class DumpFold {
  readonly #last: (path: string) => unknown
  readonly #spare: (path: string) => unknown
  readonly #folds = new Map<string, Fold<unknown>>()
  readonly #spoilt = new Set<string>()

  /** The value before, and one that nobody looks at any more. */
  constructor(last: (path: string) => unknown, spare: (path: string) => unknown) {
    this.#last = last
    this.#spare = spare
  }

  /** An empty piece ends it; only then there is a value. */
  add(source: Source<unknown>, at: Nanos, piece: Buffer, done: (reading: Reading<unknown>) => void): void {
    const { path, dump } = source
    if (!dump || this.#spoilt.has(path)) return
    const fold = this.#folds.get(path) ?? dump.begin(this.#last(path), this.#spare(path))
    this.#folds.set(path, fold)
    try {
      if (piece.length > 0) fold.add(piece)
      else done({ value: fold.end(), at })
    } catch (error) {
      this.#spoilt.add(path)
      done(malformed(path, error))
    }
  }
}
