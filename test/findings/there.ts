import { type EngineState, fold, NOTHING_KNOWN } from '../../src/findings/engine.ts'
import { isArmed, memoryKey } from '../../src/findings/memory.ts'
import type { Clear, Rule, Seen } from '../../src/findings/rule.ts'
import { lookThere, type Visit, visitWants } from '../../src/findings/visits.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { netNamespaceOf } from '../../src/parse/net/namespaces.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Processes } from '../../src/sample/process.ts'
import type { Sample } from '../../src/sample/sample.ts'
import type { Missing, Reading, Source } from '../../src/source.ts'
import { FACTS, type Files } from './looks.ts'

const PID = 20
const SPACE = { id: 7, processes: 1, pids: [PID] }
const SECONDS = 4

/** Network namespace 7, of process 20, as one rule visits it every four seconds: what it asks for there, and what it says. */
export class Elsewhere {
  readonly #rule: Rule<never>
  readonly #asked: string[] = []
  #state: EngineState = NOTHING_KNOWN
  #at = 1000e9

  constructor(rule: Rule<never>) {
    this.#rule = rule
  }

  /** What is read at the next visit. */
  asks(): readonly string[] {
    return this.#wants().sources.map(({ path }) => path)
  }

  asksProcesses(): boolean {
    return this.#wants().processes !== null
  }

  /** At how many visits it was read. */
  everAsked(source: Source<unknown>): number {
    return this.#asked.filter((path) => path === this.pathOf(source)).length
  }

  pathOf({ path }: Pick<Source<unknown>, 'path'>): string {
    return path.startsWith('/proc/net/') ? path.replace('/proc/net/', `/proc/${PID}/net/`) : `/proc/${PID}/net/${path}`
  }

  /** `files`: by the names they have in the own namespace, or with the whole path where they are of no namespace. */
  look(files: Files, processes: Processes | null = null): Seen | Clear | Missing {
    this.#at += SECONDS * 1e9
    const { sources } = this.#wants()
    this.#asked.push(...sources.map(({ path }) => path))
    const texts = new Map(
      Object.entries(files).flatMap(([path, text]) => [
        [path, text],
        [this.pathOf({ path }), text],
      ]),
    )
    const read = new Map<string, Reading<unknown>>()
    for (const { path, parse } of sources) {
      const text = path === netNamespaceOf(PID).path ? `${SPACE.id}` : texts.get(path)
      read.set(
        path,
        text === undefined ? missingFrom(path, 'ENOENT') : { value: parse(Buffer.from(text)), at: this.#at },
      )
    }
    const after: Sample = { at: this.#at, files: read, processes }
    const found = lookThere(
      this.#state,
      SETTINGS,
      this.#visit(),
      new Snapshot({ after, before: null }, LIVE, NO_HISTORY),
    )
    const [looked] = found?.looked ?? []
    if (!found || !looked) throw new Error('not visited')
    this.#state = fold(this.#state, SETTINGS, found.looked, found.sample)
    return looked.look
  }

  #wants() {
    return visitWants(this.#state, this.#visit())
  }

  #visit(): Visit {
    const memory = this.#state.rules.get(memoryKey(this.#rule, SPACE.id))
    return { space: SPACE, rules: [this.#rule], armed: new Set(isArmed(memory) ? [this.#rule.id] : []) }
  }
}

const LIVE = { ...FACTS, clock: 'live' } as const
const SETTINGS = { rules: [], limits: {}, all: true, brief: false }
