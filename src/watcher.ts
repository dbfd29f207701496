import type { Config } from './config.ts'
import { concluded, type EngineState, lookAtSome, NOTHING_KNOWN, resumed, type Settings } from './findings/engine.ts'
import { UNSEEN } from './findings/memory.ts'
import type { Rule } from './findings/rule.ts'
import { nextTurn, type Turn } from './findings/wants.ts'
import type { HostFacts } from './host/host.ts'
import type { Findings } from './model/findings.ts'
import type { Snapshot } from './model/snapshot.ts'
import type { Sample, Samples } from './sample/sample.ts'
import type { Wants } from './sample/wants.ts'

/** The rules at work beside whatever takes the samples: says what they need read, looks, and knows what they found. */
export class Watcher {
  readonly #settings: Settings
  #state: EngineState = NOTHING_KNOWN
  #turn: Turn | null = null
  /** Rules of this turn that have looked. */
  #looked = 0

  /** `all`: every rule at every sample, for a run that is short. */
  constructor(rules: readonly Rule<never>[], facts: HostFacts, limits: Config['limits'] = {}, all = false) {
    const brief = facts.clock === 'replayed'
    this.#settings = { rules, limits, all: all || brief, brief }
  }

  get findings(): Findings | null {
    return this.#state.findings
  }

  /** What the next sample must hold. */
  wants(samples: Samples | null): Wants {
    this.#turn = nextTurn(this.#state, this.#settings, samples)
    this.#looked = 0
    return this.#turn.wants
  }

  /** The sample that was asked for; one that was only completed since says nothing new. Rules whose turn came meanwhile look at the next one. */
  look(snapshot: Snapshot): Findings | null {
    while (this.lookOn(snapshot));
    return this.findings
  }

  /** A part of that; false: it was the last. */
  lookOn(snapshot: Snapshot): boolean {
    const turn = this.#turn
    if (!turn) return false
    // The machine slept: what was before was forgotten.
    if (snapshot.samples.before === null && this.#state.began !== null && this.#looked === 0)
      this.#state = resumed(this.#state)
    if (this.#looked < turn.rules.length) {
      const from = this.#looked
      // One of those that go through all threads or sockets is enough.
      const armed = turn.rules.findIndex(({ id }, i) => i >= from && turn.armed.has(id))
      this.#looked = armed < 0 ? turn.rules.length : armed + 1
      const some = turn.rules.slice(from, this.#looked)
      this.#state = lookAtSome(this.#state, this.#settings, some, turn, snapshot)
      return true
    }
    this.#state = concluded(this.#state, this.#settings, turn, snapshot)
    this.#turn = null
    this.#looked = 0
    return false
  }

  /** Whether a rule, or what rules out causes, compares what comes with this sample. */
  keeps({ at }: Sample): boolean {
    const { rules, clearedBefore, heard } = this.#state
    if (clearedBefore?.at === at || heard?.sample.at === at) return true
    for (const { sample } of rules.values()) if (sample?.at === at) return true
    return false
  }

  /** A capture is read anew: what its cheap signs asked for stays asked for. */
  again(): void {
    const rules = [...this.#state.rules].map(([id, { armedUntil }]) => [id, { ...UNSEEN, armedUntil }] as const)
    this.#state = { ...NOTHING_KNOWN, rules: new Map(rules) }
  }
}
