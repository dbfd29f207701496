import { isLate, OWN_LATE, ownSchedstat, type Slept, unaccounted } from './model/load/own-late.ts'
import type { Samples } from './sample/sample.ts'
import { NO_WANTS, type Wants } from './sample/wants.ts'
import type { Seconds } from './units.ts'

/** ms. Of a shorter sleep nothing follows: it may not have been one. */
const LEAST = 100
/** Hosts withhold a CPU for less; for so long a program is stopped, frozen or debugged. */
const MOST: Seconds = 1
/** ms. A timer counts in whole ones, and may be rounded up by one. */
const GRAIN = 1
/** After one that ended late so many are looked at closely: what is late less often than that is no finding. */
const WATCHED = 10

const CLOSELY: Wants = { ...NO_WANTS, sources: [ownSchedstat] }

/** How whytop's sleeps between two looks end, by which a host that withholds CPU time gives itself away. One getrusage(2) each, two where it is late. */
export class OwnSleep {
  /** Null: it is not asleep, or something ran meanwhile. */
  #before: NodeJS.ResourceUsage | null = null
  /** Of the newest look; null: nothing follows from when it woke. */
  #slept: Slept | null = null
  #watched = 0

  /** It sleeps from now on, for so many ms. */
  begin(length: number): void {
    this.#before = length < LEAST ? null : process.resourceUsage()
  }

  /** Something was answered, read or drawn meanwhile. */
  disturb(): void {
    this.#before = null
  }

  /** It is awake, so many ms late by its clock, and nothing was read yet. */
  end(late: number): void {
    this.#slept = this.#before && sleptSince(this.#before, (late - GRAIN) / 1000)
    this.#before = null
    if (!this.#slept) return
    if (isLate(this.#slept)) this.#watched = WATCHED + 1
    else if (this.#watched > 0) this.#watched--
  }

  /** What tells why it woke late is read from the first such sleep on, for a while. */
  get wants(): Wants {
    return this.#watched > 0 ? CLOSELY : NO_WANTS
  }

  /** For the history: of the look after the sleep, and of the same when it is completed. */
  point(samples: Samples): readonly (readonly [name: string, value: number])[] {
    return this.#slept ? [[OWN_LATE, unaccounted(samples, this.#slept)]] : []
  }
}

/** Null: it waited for a page from a disk, or for whoever stopped it. */
function sleptSince(before: NodeJS.ResourceUsage, late: Seconds): Slept | null {
  const idle: Slept = { late, worked: 0 }
  if (!isLate(idle)) return idle
  const now = process.resourceUsage()
  if (late > MOST || now.majorPageFault > before.majorPageFault) return null
  const worked = now.userCPUTime + now.systemCPUTime - before.userCPUTime - before.systemCPUTime
  return { late, worked: worked / 1e6 }
}
