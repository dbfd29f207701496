import type { PidFile } from '../host/host.ts'
import type { Process, Processes } from './process.ts'
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

/** Files that are wanted of everybody come in slices, one after the other, round and round. */
export class Sweep {
  readonly #slice: number
  #at = 0
  #done = 0
  #key = ''
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
    const key = files.join()
    if (key !== this.#key) {
      this.#key = key
      this.#at = 0
    }
    if (key === '') return spare && tick >= this.#spareFrom ? this.#spareArgv(rows, tick) : []
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
  settle(fold: { readonly answered: ReadonlySet<string> }): Processes['sweep'] {
    if (this.#key === '') return null
    for (const item of this.#asked) {
      if (!fold.answered.has(`${item.pid}/${item.file}`)) break
      this.#at = item.row + 1
    }
    const cut = this.#asked.some((item) => !fold.answered.has(`${item.pid}/${item.file}`))
    if (!cut && this.#asked.length < this.#slice) this.#at = this.#rows
    const read = this.#at
    if (this.#at >= this.#rows) {
      this.#done++
      this.#at = 0
    }
    return { read, of: this.#rows, done: this.#done }
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
