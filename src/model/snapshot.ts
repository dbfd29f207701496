import type { HostFacts } from '../host/host.ts'
import { seconds } from '../rates.ts'
import type { Samples } from '../sample/sample.ts'
import type { Seconds } from '../units.ts'
import type { Findings } from './findings.ts'
import type { History } from './history.ts'
import type { Model } from './model.ts'
import type { TaskTable } from './tasks.ts'
import { taskTable, threadTable } from './tasks.ts'

/** Two samples and what models say of them, each worked out when it is first asked for. Views see nothing else. */
export class Snapshot {
  readonly samples: Samples
  readonly facts: HostFacts
  readonly history: History
  /** What the rules found; null: they were not asked. */
  readonly findings: Findings | null
  readonly #known: Map<Model<unknown>, unknown>
  #tasks: TaskTable | null = null
  #threads: TaskTable | null = null

  constructor(
    samples: Samples,
    facts: HostFacts,
    history: History,
    findings: Findings | null = null,
    known = new Map<Model<unknown>, unknown>(),
  ) {
    this.#known = known
    this.findings = findings
    this.samples = samples
    this.facts = facts
    this.history = history
  }

  /** The same, with another history or other findings: what was worked out stays. */
  with(history: History, findings: Findings | null = this.findings): Snapshot {
    return new Snapshot(this.samples, this.facts, history, findings, this.#known)
  }

  get<T>(model: Model<T>): T {
    if (!this.#known.has(model)) this.#known.set(model, model.of(this.samples, this.facts))
    return this.#known.get(model) as T
  }

  get tasks(): TaskTable {
    this.#tasks ??= taskTable(this.samples.after.processes, this.samples.before?.processes ?? null)
    return this.#tasks
  }

  get threads(): TaskTable {
    this.#threads ??= threadTable(this.samples.after.processes, this.samples.before?.processes ?? null)
    return this.#threads
  }

  /** Between the two samples; null while there is one. */
  get interval(): Seconds | null {
    const { after, before } = this.samples
    const dt = before ? seconds(before.at, after.at) : 0
    return dt > 0 ? dt : null
  }
}
