import type { PidFile } from '../host/host.ts'
import { seconds } from '../rates.ts'
import { isMissing } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import { isPidValue } from './pid-files.ts'
import { isBare, type Process } from './process.ts'
import { isItsTurn } from './process-due.ts'
import type { Swept } from './sweep.ts'

/** Files that cost a walk over the page tables of the process, with its memory lock held: its own faults and mmap calls may wait. */
export const DEAR: ReadonlySet<PidFile> = new Set(['smaps_rollup', 'smaps_swap', 'numa_maps'])

/** Nobody is asked again sooner than this, whatever moved; who is in sight is sooner, if he is small: the walk takes 5 ms a GiB. */
const REREAD: Seconds = 10
const REREAD_VISIBLE: Seconds = 1
const REREAD_GIB: Seconds = 4
/** Memory may be moved without a sign. */
const SURELY: Seconds = 60
/** Items handed to the host at once; it cuts them at the budget. */
const SLICE = 512

export interface Round {
  /** Of the last probe. */
  readonly now: Nanos
  readonly tick: number
  /** When memory was last seen to be reclaimed: then pages leave processes that do nothing. */
  readonly reclaimedAt: Nanos
  /** In sight: they come first. */
  readonly visible: ReadonlySet<number>
}

interface Item {
  readonly pid: number
  readonly file: PidFile
  readonly patient: true
}

/** Dear files of everybody: those with most swap and most memory first, then what changed since it was read, the oldest first. */
export class DearSweep {
  readonly #whole: boolean
  #key = ''
  /** Until all of it was read once. */
  #partly: readonly PidFile[] = []
  #of = 0
  #known = 0
  #unknown: readonly Item[] = []
  #left = 0

  /** `whole`: everybody at once, and anew. */
  constructor(whole: boolean) {
    this.#whole = whole
  }

  next(rows: readonly Process[], files: readonly PidFile[], round: Round): readonly Item[] {
    const key = files.join()
    if (key !== this.#key) {
      this.#key = key
      this.#partly = files
    }
    this.#of = 0
    this.#known = 0
    if (key === '') return []
    const unknown: { item: Item; worth: number }[] = []
    const stale: { item: Item; at: Nanos }[] = []
    for (const row of rows) {
      let isWhole = true
      for (const file of files) {
        const due = isDearDue(row, file, round)
        if (due === 'never') continue
        const item = { pid: row.pid, file, patient: true } as const
        if (due === 'unknown') {
          isWhole = false
          unknown.push({ item, worth: worthOf(row) + (round.visible.has(row.pid) ? FIRST : 0) })
        } else if (due !== 'fresh' || this.#whole) stale.push({ item, at: readAt(row, file) })
      }
      if (isBare(row)) continue
      this.#of++
      if (isWhole) this.#known++
    }
    unknown.sort((a, b) => b.worth - a.worth)
    stale.sort((a, b) => a.at - b.at)
    const items = [...unknown, ...stale].map(({ item }) => item)
    this.#left = items.length
    this.#unknown = unknown.map(({ item }) => item)
    return this.#whole ? items : items.slice(0, SLICE)
  }

  /** After the answers: of how many it is known. */
  settle(fold: { readonly answered: ReadonlySet<string> }): Swept | null {
    if (this.#key === '') return null
    const rest = new Set(this.#unknown.filter((item) => !fold.answered.has(`${item.pid}/${item.file}`)).map(pidOf))
    const came = new Set(this.#unknown.map(pidOf)).size - rest.size
    // One full round, and one more for each time that all who had changed were read again.
    const isWhole = rest.size === 0 && (this.#left > 0 || this.#partly.length > 0)
    if (isWhole) this.#partly = []
    const read = this.#known + came
    return { read, of: this.#of, isWhole, partly: new Map(this.#partly.map((file) => [file, read])) }
  }
}

/** Visible rows are worth more than any memory. */
const FIRST = 2 ** 80

/** Whether a dear file of this process should be read. `never`: there is nothing in it. */
export function isDearDue(
  row: Process,
  file: PidFile,
  { now, tick, reclaimedAt, visible }: Round,
): 'never' | 'unknown' | 'stale' | 'fresh' {
  if (!isPidValue(file) || isBare(row)) return 'never'
  const known = row.more[file]
  if (!known) return file === 'smaps_swap' && holdsNone(row) ? 'never' : 'unknown'
  // One that was blocked may be free again; while it is not, to ask costs nothing.
  if (isMissing(known)) return known.missing === 'pending' || isItsTurn(row.pid, tick) ? 'stale' : 'fresh'
  const age = seconds(known.at, now)
  if (age < (visible.has(row.pid) ? Math.min(REREAD, rereadVisible(row)) : REREAD)) return 'fresh'
  return age >= SURELY || row.movedAt > known.at || reclaimedAt > known.at ? 'stale' : 'fresh'
}

function rereadVisible({ stat, statm }: Process): Seconds {
  return REREAD_VISIBLE + ((statm?.resident ?? stat.rssPages) / PAGES_A_GIB) * REREAD_GIB
}

const PAGES_A_GIB = 2 ** 18

/** Its sums are known, and nothing of it is in swap. */
function holdsNone({ more: { smaps_rollup: sums } }: Process): boolean {
  return sums !== undefined && !isMissing(sums) && sums.value.swap === 0
}

/** Swap before what is in RAM. */
function worthOf({ stat, statm, more: { status } }: Process): number {
  const swap = status && !isMissing(status) ? (status.value.vmSwap ?? 0) : 0
  return swap * 1024 + (statm?.resident ?? stat.rssPages)
}

function readAt({ more }: Process, file: PidFile): Nanos {
  const known = isPidValue(file) ? more[file] : undefined
  return known && !isMissing(known) ? known.at : 0
}

function pidOf({ pid }: Item): number {
  return pid
}
