import { type EngineState, look, NOTHING_KNOWN, type Settings } from '../../src/findings/engine.ts'
import { quietAfter } from '../../src/findings/quiet.ts'
import type { Clear, Rule, Seen } from '../../src/findings/rule.ts'
import { nextTurn } from '../../src/findings/wants.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import type { Sample } from '../../src/sample/sample.ts'
import { type Reading, source } from '../../src/source.ts'
import { FACTS } from './looks.ts'

export const SEEN: Seen = { seen: 'warning', value: 1, says: 'x', evidence: [], culprits: [], next: '', verify: '' }
export const CLEAR: Clear = { clear: true, evidence: [] }

export const DUMP = 'all sockets'

export function rule(id: string, change: Partial<Rule> = {}): Rule {
  return {
    id,
    title: id,
    help: id,
    resource: 'cpu',
    limits: {},
    window: 4,
    sources: () => [source(`/${id}`, (file) => file)],
    see: () => SEEN,
    ...change,
  }
}

/** Looks of whole seconds; what each asked to be read is in `asked`. */
export class Machine {
  readonly settings: Settings
  readonly asked: string[][] = []
  readonly processes: (string | null)[] = []
  state: EngineState = NOTHING_KNOWN
  /** Share of the time that tasks wait for a CPU. */
  stalled = 0
  /** Of the machine; 0: not known. */
  threads = 0
  /** When turns come is worked out anew for every rule at every sample. */
  forgetful = false
  #last: Sample | null = null
  #before: Sample | null = null
  #now = 0

  constructor(rules: readonly Rule[], change: Partial<Settings> = {}) {
    this.settings = { rules, limits: {}, all: false, brief: false, ...change }
  }

  run(seconds: number, pace = 1) {
    for (let i = 0; i < seconds; i += pace) {
      this.#now += pace
      const samples = this.#last && { after: this.#last, before: this.#before }
      if (this.forgetful && this.#last) {
        const state = { ...this.state, quiet: new Map() }
        this.state = { ...state, quiet: quietAfter(state, this.settings, this.#last) }
      }
      const turn = nextTurn(this.state, this.settings, samples)
      this.asked.push(turn.rules.map(({ id }) => id))
      this.processes.push(turn.wants.processes?.threads ?? null)
      const at = this.#now * 1e9
      const pressure = { some: { avg10: 0, avg60: 0, avg300: 0, total: this.stalled * this.#now * 1e6 } }
      const files = new Map<string, Reading<unknown>>([['/proc/pressure/cpu', { at, value: pressure }]])
      if (this.threads > 0)
        files.set('/proc/loadavg', {
          at,
          value: { load1: 1, load5: 1, load15: 1, runnable: 1, threads: this.threads, lastPid: 1 },
        })
      for (const { path } of turn.wants.sources) if (path === DUMP) files.set(path, { at, value: 100_000 })
      const after = { at, files, processes: null }
      const snapshot = new Snapshot({ after, before: this.#last }, FACTS, NO_HISTORY)
      this.state = look(this.state, this.settings, turn, snapshot)
      this.#before = this.#last
      this.#last = after
    }
    return this.state.findings
  }
}
