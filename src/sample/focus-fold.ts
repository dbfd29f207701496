import { isMissing, type Reading } from '../source.ts'
import { type Focus, type Process, type Processes, rowOf } from './process.ts'
import type { ProcessWants } from './wants.ts'

const NO_FILES: Focus['files'] = new Map()

/** Folds what is read of the one process that is looked at closely; and keeps what was, where a read did not come. */
export class FocusFold {
  readonly pid: number | null
  readonly #wanted: ProcessWants['focus']
  readonly #before: Processes | null
  readonly #files = new Map<string, Reading<unknown>>()
  #refused = false

  constructor(before: Processes | null, wanted: ProcessWants['focus']) {
    this.#before = before
    this.#wanted = wanted
    this.pid = wanted?.pid ?? null
  }

  /** The same probe once more. */
  again({ focus }: Processes): void {
    if (focus && focus.pid === this.pid) for (const [file, reading] of focus.files) this.#files.set(file, reading)
  }

  see(pid: number, file: string, reading: Reading<unknown>): void {
    if (pid === this.pid) this.#keep(file, reading)
    if (pid === 1 && file === 'ns') this.#files.set('init/ns', reading)
  }

  /** It is listed, and not even its stat may be read. */
  refuse(pid: number): void {
    if (pid === this.pid) this.#refused = true
  }

  /** The process as it is, or as it was last seen; `row`: whoever has the pid now. */
  finish(row: Process | null): Focus | null {
    const { pid } = this
    if (pid === null) return null
    const last = this.#before?.focus
    if (row && this.#isIt(row)) {
      const known = last?.pid === pid && last.seen?.stat.starttime === row.stat.starttime ? last.files : NO_FILES
      return { pid, files: this.#withKnown(known), seen: row, ended: false }
    }
    const gone = this.#refused ? { ended: false, refused: true } : { ended: true, refused: false }
    if (last?.pid === pid && last.seen && this.#isIt(last.seen)) return { ...last, ...gone }
    const listed = this.#before?.rows[rowOf(this.#before.rows, pid)] ?? null
    return { pid, files: NO_FILES, seen: listed && this.#isIt(listed) ? listed : null, ...gone }
  }

  /** A read past its deadline leaves what was read before it. */
  #keep(file: string, reading: Reading<unknown>): void {
    const last = this.#before?.focus?.pid === this.pid ? this.#before?.focus.files.get(file) : undefined
    const late = isMissing(reading) && reading.missing === 'pending' && last !== undefined && !isMissing(last)
    this.#files.set(file, late ? last : reading)
  }

  #isIt(row: Process): boolean {
    const start = this.#wanted?.start
    return start === undefined || row.stat.starttime === start
  }

  /** What is wanted and was not read this time stays as it was read before. */
  #withKnown(known: Focus['files']): Focus['files'] {
    for (const file of this.#wanted?.files ?? []) {
      const reading = known.get(file)
      if (reading && !this.#files.has(file)) this.#files.set(file, reading)
    }
    return this.#files
  }
}
