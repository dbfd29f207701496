import type { Dumped, Host, Plan } from '../host/host.ts'
import { seconds } from '../rates.ts'
import { isMissing, type Reading, type Source, valueOf } from '../source.ts'
import type { Nanos } from '../units.ts'
import { type Budget, LIVE_BUDGET, WHOLE_BUDGET } from './budget.ts'
import { DumpFold } from './dump-fold.ts'
import { malformed, missingFrom } from './missing.ts'
import { ProcessFold } from './process-fold.ts'
import { ProcessPlanner } from './process-plan.ts'
import type { Sample, Samples } from './sample.ts'
import { isOfAll, type Wants } from './wants.ts'

/** Of a tick: timers are that exact at least. */
const EARLY = 1.1

/** Turns wants into plans and answers into samples. Holds the last sample, and nothing older. */
export class Sampler {
  readonly #host: Host
  readonly #budget: Budget
  #planner: ProcessPlanner
  #last: Sample | null = null
  #before: Sample | null = null
  /** The one before that, where nobody looks at it any more: what is large is read into its memory. */
  #spare: Sample | null = null
  /** What was read before this may be in a sample that somebody still looks at: a reading may stand for several. */
  #heldUntil: Nanos = 0
  /** The newest reading of each file, also of those that are read less often than every tick. */
  readonly #files = new Map<string, Reading<unknown>>()
  readonly #readAt = new Map<string, Nanos>()

  constructor(host: Host, budget: Budget = host.facts.clock === 'replayed' ? WHOLE_BUDGET : LIVE_BUDGET) {
    this.#host = host
    this.#budget = budget
    this.#planner = new ProcessPlanner(budget)
  }

  /** One tick: the newest sample and the one before it. `isFree`: nobody looks at that one any more, which is older than the two. */
  async take(
    wants: Wants,
    turn: () => Promise<void> | undefined,
    isFree: (sample: Sample) => boolean = () => false,
  ): Promise<Samples> {
    const last = this.#last
    const stale = wants.sources.filter((source) => !last?.files.has(source.path) || !this.#fresh(source, last))
    const planned = wants.processes ? this.#planner.plan(last?.processes ?? null, wants.processes) : null
    const fold = new ProcessFold(last?.processes ?? null, this.#host.facts, wants.processes?.focus ?? null)
    const { paths, dumps } = split(stale)
    const asked = { files: inOrder([...paths, ...(planned?.files ?? [])]), dumps, processes: planned?.plan ?? null }
    const at = await this.#collect(asked, fold, stale, turn)
    const files = new Map<string, Reading<unknown>>()
    for (const { path } of wants.sources) {
      const known = this.#files.get(path)
      if (known) files.set(path, known)
    }
    const scanned = isOfAll(wants.processes) && last?.processes != null
    this.#planner.note(fold, 'tick')
    const processes = fold.listed ? fold.finish(this.#planner.settle(fold), scanned) : null
    this.#spare = this.#before && isFree(this.#before) ? this.#before : null
    if (this.#before && !this.#spare && last) this.#heldUntil = last.at
    this.#before = last
    this.#last = { at, files, processes }
    this.#prune(files)
    return { after: this.#last, before: last }
  }

  /**
   * Completes the newest sample with what is looked at since: rows that came into sight, another page. It stays the sample of its
   * tick, so that rates run over a whole interval. Null: there was nothing to add, or nothing that is seen.
   */
  async supplement(wants: Wants, turn: () => Promise<void> | undefined): Promise<Samples | null> {
    const last = this.#last
    if (!last) return null
    const absent = wants.sources.filter((source) => !last.files.has(source.path))
    // Nobody looked at processes in its tick: they are listed now, a little later than the rest was read.
    const first = last.processes || !wants.processes ? null : this.#planner.plan(null, wants.processes)
    const plan =
      last.processes && wants.processes ? this.#planner.supplement(last.processes, wants.processes) : first?.plan
    if (absent.length === 0 && !plan) return null
    const fold = new ProcessFold(last.processes, this.#host.facts, wants.processes?.focus ?? null)
    if (plan && last.processes) fold.again(last.processes)
    const { paths, dumps } = split(absent)
    const files = first ? inOrder([...paths, ...first.files]) : paths
    await this.#collect({ files, dumps, processes: plan ?? null }, fold, absent, turn)
    // What was read into its memory is of this sample now.
    if (dumps.length > 0) this.#spare = null
    const known = new Map(last.files)
    for (const { path } of absent) {
      const found = this.#files.get(path)
      if (found) known.set(path, found)
    }
    const scanned = last.processes?.scanned === true || (last.processes !== null && isOfAll(wants.processes))
    this.#planner.note(fold, first ? 'tick' : 'supplement')
    const sweep = first ? this.#planner.settle(fold) : (last.processes?.sweep ?? null)
    const processes = fold.listed ? fold.finish(sweep, scanned) : last.processes
    this.#last = { at: last.at, files: known, processes }
    const seen = absent.length > 0 || fold.differs || scanned !== (last.processes?.scanned === true)
    return seen ? { after: this.#last, before: this.#before } : null
  }

  /** Reads the plan into the fold and the files; returns the moment of the first answer. */
  async #collect(
    plan: Plan,
    fold: ProcessFold,
    wanted: readonly Source<unknown>[],
    turn: () => Promise<void> | undefined,
  ): Promise<Nanos> {
    const sources = new Map(wanted.map((source) => [source.path, source]))
    const dumps = new DumpFold(
      (path) => valueOf(this.#files.get(path)),
      (path) => this.#spareOf(path),
    )
    let at: Nanos = 0
    await this.#host.collect(
      plan,
      {
        pids: (when, pids, clocks) => fold.pids(when, pids, clocks),
        bytes: (when, pid, path, bytes) => {
          if (at === 0) at = when
          if (pid !== 0) return fold.bytes(when, pid, path, bytes)
          const source = sources.get(path)
          if (source?.dump) dumps.add(source, when, bytes, (reading) => this.#keep(path, when, reading))
          else if (source) this.#keep(path, when, parsed(source, when, bytes))
          this.#planner.see(path, bytes)
        },
        fail: (when, pid, path, errno) => {
          if (at === 0) at = when
          if (pid !== 0) fold.fail(when, pid, path, errno)
          else this.#keep(path, when, missingFrom(path, errno, this.#host.facts))
        },
      },
      turn,
    )
    return at
  }

  #spareOf(path: string): unknown {
    const spare = this.#spare?.files.get(path)
    if (!spare || isMissing(spare) || spare === this.#before?.files.get(path)) return null
    return spare.at < this.#heldUntil ? null : spare.value
  }

  /** The newest sample has none before it any more: a gap lies between the two that would spoil every rate. */
  rebase(): Samples | null {
    this.#before = null
    return this.#last && { after: this.#last, before: null }
  }

  /** All that was read: at the start of a replay. */
  forget(): void {
    this.#last = null
    this.#before = null
    this.#spare = null
    this.#heldUntil = 0
    this.#files.clear()
    this.#planner = new ProcessPlanner(this.#budget)
    this.#readAt.clear()
  }

  /**
   * Whether the reading will not be too old by the time of this tick, which is as long after the last as that after the one before;
   * one that comes a little early waits for no other. Also what is missing keeps for its while: a file that is not there is not
   * asked for at every tick.
   */
  #fresh(source: Source<unknown>, last: Sample): boolean {
    // Of a capture both instants are wanted, however far apart they are.
    if (this.#host.facts.clock === 'replayed') return false
    const value = source.dump?.keeps ? valueOf(this.#files.get(source.path)) : null
    const every = value === null ? source.every : (source.dump?.keeps?.(value) ?? 0)
    if (every === 0) return false
    const at = this.#readAt.get(source.path)
    const tick = this.#before ? seconds(this.#before.at, last.at) : 0
    return at !== undefined && seconds(at, last.at) + tick * EARLY < every
  }

  /** Paths hold pids and cgroups: what nobody looks at any more is let go, or they would pile up for ever. */
  #prune(wanted: ReadonlyMap<string, unknown>): void {
    for (const path of this.#files.keys()) {
      if (wanted.has(path) || this.#before?.files.has(path)) continue
      this.#files.delete(path)
      this.#readAt.delete(path)
    }
  }

  #keep(path: string, at: Nanos, reading: Reading<unknown>): void {
    this.#files.set(path, reading)
    this.#readAt.set(path, at)
  }
}

function parsed(source: Source<unknown>, at: Nanos, bytes: Buffer): Reading<unknown> {
  try {
    return { value: source.parse(bytes), at }
  } catch (error) {
    return malformed(source.path, error)
  }
}

function split(sources: readonly Source<unknown>[]): {
  readonly paths: readonly string[]
  readonly dumps: readonly Dumped[]
} {
  return {
    paths: sources.flatMap(({ path, dump }) => (dump ? [] : [path])),
    dumps: sources.flatMap(({ path, dump }) => (dump ? [{ path, request: dump.request }] : [])),
  }
}

/** /proc/stat first: its fork count decides whether /proc is listed. */
function inOrder(paths: readonly string[]): readonly string[] {
  return ['/proc/stat', ...new Set(paths.filter((path) => path !== '/proc/stat'))]
}
