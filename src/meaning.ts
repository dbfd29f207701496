import type { HostFacts } from './host/host.ts'
import { type History, NO_HISTORY } from './model/history.ts'
import { remember } from './model/remember.ts'
import { Snapshot } from './model/snapshot.ts'
import { OwnSleep } from './own-sleep.ts'
import type { Samples } from './sample/sample.ts'
import { bothWant, NO_WANTS, type Wants } from './sample/wants.ts'
import type { Watcher } from './watcher.ts'

/** What samples mean, one after the other: their models, the history they join, and what the rules find in them. */
export class Meaning {
  readonly #facts: HostFacts
  #history: History = NO_HISTORY
  #latest: Snapshot | null = null
  /** Null: the rules are not loaded yet. */
  watcher: Watcher | null = null
  readonly #sleep = new OwnSleep()

  constructor(facts: HostFacts) {
    this.#facts = facts
  }

  /** What the rules ask for. */
  wants(samples: Samples | null): Wants {
    return this.watcher ? bothWant(this.watcher.wants(samples), this.#sleep.wants) : NO_WANTS
  }

  /** For so many ms nothing is to be done. How it wakes is for a rule. */
  sleep(length: number): void {
    if (this.watcher) this.#sleep.begin(length)
  }

  /** Something had to be done before. */
  disturb(): void {
    this.#sleep.disturb()
  }

  /** So many ms later than that. */
  wake(late: number): void {
    this.#sleep.end(late)
  }

  /** Of a sample of its own. The rules look at it in parts, with turns for the keyboard between: each may go through 100,000 sockets. */
  async ofTick(samples: Samples, seriesOf: Series, turn: () => Promise<void> | undefined): Promise<Snapshot> {
    const snapshot = this.#begun(samples, seriesOf)
    while (this.watcher?.lookOn(snapshot)) {
      const pause = turn()
      if (pause) await pause
    }
    return this.#ended(snapshot)
  }

  /** The same at once: of one that was only completed since, or of a capture. */
  of(samples: Samples, seriesOf: Series): Snapshot {
    if (this.#latest?.samples === samples) return this.#latest
    const snapshot = this.#begun(samples, seriesOf)
    this.watcher?.look(snapshot)
    return this.#ended(snapshot)
  }

  #begun(samples: Samples, seriesOf: Series): Snapshot {
    const snapshot = new Snapshot(samples, this.#facts, this.#history)
    this.#history = remember(this.#history, snapshot, [...seriesOf(snapshot), ...this.#sleep.point(samples)])
    return snapshot
  }

  #ended(snapshot: Snapshot): Snapshot {
    this.#latest = snapshot.with(this.#history, this.watcher?.findings)
    return this.#latest
  }
}

/** What the panes in sight keep for their charts. */
type Series = (snapshot: Snapshot) => Iterable<readonly [name: string, value: number]>
