import type { PidFile } from '../host/host.ts'
import type { Process, SweepState } from './process.ts'
import { isArgvStale, isStale } from './process-due.ts'

/** Items handed to the host at once; it cuts them at the budget. */
const SLICE = 2000
/** Command lines of rows nobody sees, a tick: 0.1 ms each. Once all of them are known, who is new is looked for in so many ticks. */
const SPARE_ARGV = 8
const SPARE_REST = 32

interface Item {
  readonly pid: number
  readonly file: PidFile
}

/** How far a sweep has come with the answers of a tick. */
export interface Swept {
  readonly read: number
  readonly of: number
  /** It has gone round, for one of the files at least. */
  readonly isWhole: boolean
  /** See SweepState. */
  readonly partly: ReadonlyMap<PidFile, number>
}

/** Files that are wanted of everybody come in slices, one after the other, round and round. */
export class Sweep {
  readonly #slice: number
  #at = 0
  /** Of the files that are wanted: the rows gone through in this round, each from where it came to be wanted. */
  #gone: ReadonlyMap<PidFile, number> = new Map()
  /** Those of them that have gone round since. */
  readonly #whole = new Set<PidFile>()
  #asked: readonly (Item & { readonly row: number })[] = []
  #rows = 0
  #spareFrom = 0

  /** `whole`: everybody at once. */
  constructor(whole: boolean) {
    this.#slice = whole ? Number.POSITIVE_INFINITY : SLICE
  }

  /** The next slice; where nothing is wanted of everybody, command lines for when they will be. */
  next(rows: readonly Process[], everybody: readonly PidFile[], tick: number, spare: boolean): readonly Item[] {
    const files = everybody.filter((file) => file !== 'statm' && file !== 'stat')
    this.#asked = []
    this.#rows = rows.length
    this.#want(files)
    if (files.length === 0) return spare && tick >= this.#spareFrom ? this.#spareArgv(rows, tick) : []
    const asked: (Item & { readonly row: number })[] = []
    for (let i = this.#at; i < rows.length && asked.length < this.#slice; i++) {
      const row = rows[i] as Process
      // Not for-of: that makes an object a step, and there may be 10,000 rows.
      for (let f = 0; f < files.length; f++) {
        const file = files[f] as PidFile
        if (file === 'cmdline' ? isArgvStale(row, tick) : isStale(row, file, tick))
          asked.push({ pid: row.pid, file, row: i })
      }
    }
    this.#asked = asked
    return asked
  }

  /** After the answers: how far it has come. */
  settle(fold: { readonly answered: ReadonlySet<string> }): Swept | null {
    if (this.#gone.size === 0) return null
    const from = Math.min(this.#at, this.#rows)
    const cut = this.#asked.find((item) => !fold.answered.has(`${item.pid}/${item.file}`))
    const last = this.#asked.length < this.#slice ? this.#rows : (this.#asked.at(-1)?.row ?? 0) + 1
    // A row may have more files than a tick has time for: on with the next, or nobody else would ever be read.
    const to = cut ? Math.max(cut.row, cut === this.#asked[0] ? from : from + 1) : last
    this.#at = to >= this.#rows ? 0 : to
    return this.#went(to - from)
  }

  /** Rules want a file for a few ticks and then another: those that stay go on where they are. */
  #want(files: readonly PidFile[]): void {
    if ((files.length === 0) !== (this.#gone.size === 0)) this.#at = 0
    this.#gone = new Map(files.map((file) => [file, this.#gone.get(file) ?? 0]))
    for (const file of this.#whole) if (!this.#gone.has(file)) this.#whole.delete(file)
  }

  #went(rows: number): Swept {
    const gone = new Map(Array.from(this.#gone, ([file, before]) => [file, Math.min(before + rows, this.#rows)]))
    const ended = [...gone.keys()].filter((file) => gone.get(file) === this.#rows)
    for (const file of ended) this.#whole.add(file)
    const partly = new Map([...gone].filter(([file]) => !this.#whole.has(file)))
    const read = Math.min(...gone.values())
    for (const file of ended) gone.set(file, 0)
    this.#gone = gone
    return { read, of: this.#rows, isWhole: ended.length > 0, partly }
  }

  #spareArgv(rows: readonly Process[], tick: number): readonly Item[] {
    const isRound = this.#at === 0
    const spare: Item[] = []
    for (let i = this.#at; i < rows.length && spare.length < SPARE_ARGV; i++) {
      this.#at = i + 1
      const row = rows[i] as Process
      if (!row.more.cmdline && row.stat.vsize > 0) spare.push({ pid: row.pid, file: 'cmdline' })
    }
    if (this.#at >= rows.length) this.#at = 0
    if (isRound && spare.length === 0) this.#spareFrom = tick + SPARE_REST
    return spare
  }
}

/** Counts whole sweeps over all files, so that the end of one is not taken for that of another. */
export class SweepCount {
  #done = 0

  stateOf(swept: Swept | null): SweepState | null {
    if (!swept) return null
    const { read, of, isWhole, partly } = swept
    if (isWhole) this.#done++
    return { read, of, done: this.#done, ...(partly.size > 0 && { partly }) }
  }
}
