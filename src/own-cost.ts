import { monotonic } from './monotonic.ts'
import { resident } from './native/resident.ts'
import type { SelfCost } from './ui/header.ts'
import type { State } from './ui/state.ts'

/** Samples over which whytop's own cost is measured: garbage is collected in only one of several. */
const OVER = 4
/** Of an interval: timers come a little early or late. The second sample of all comes much earlier, and tells nothing yet. */
const NEARLY = 0.9

/**
 * What whytop itself costs, told by the header: CPU time (getrusage(2): all its threads, not its children) by time gone by, and its
 * resident set. A pane, a page, a switch or an interval of its own has a cost of its own, so each begins anew: what was known
 * last stays, marked as old, until it was looked at for an interval; then it is over all of it, and from the fourth sample on over four
 * at a time.
 */
export class OwnCost {
  #known: SelfCost = { cpu: null, rss: null }
  #of = ''
  /** Where that is from. */
  #knownOf = ''
  #isFirst = true
  #samples = 0
  #since = spent()

  /** Of the place one is at; old: of one before it. */
  known(state: Where): SelfCost {
    return { ...this.#known, isOld: this.#known.cpu !== null && placeOf(state) !== this.#knownOf }
  }

  /** After each sample, before it is drawn. What was read to get somewhere is over by then and counts for neither place. */
  measure(state: Where): void {
    const now = spent()
    const of = placeOf(state)
    if (of !== this.#of) {
      this.#of = of
      this.#isFirst = true
      this.#begin(now)
      return
    }
    const elapsed = now.at - this.#since.at
    const isFull = ++this.#samples >= OVER
    if (!isFull && !(this.#isFirst && elapsed >= state.interval * 1000 * NEARLY)) return
    this.#knownOf = of
    this.#known = { cpu: (now.cpu - this.#since.cpu) / elapsed, rss: resident() ?? this.#known.rss }
    if (!isFull) return
    this.#isFirst = false
    this.#begin(now)
  }

  #begin(now: Spent): void {
    this.#since = now
    this.#samples = 0
  }
}

type Where = Pick<State, 'tiles' | 'interval'>

function placeOf({ tiles, interval }: Where): string {
  return JSON.stringify([interval, tiles.map(({ trail }) => trail.at(-1)?.place)])
}

interface Spent {
  /** User and system time, ms. */
  readonly cpu: number
  /** On monotonic()'s clock. */
  readonly at: number
}

function spent(): Spent {
  const { user, system } = process.cpuUsage()
  return { cpu: (user + system) / 1000, at: monotonic() }
}
