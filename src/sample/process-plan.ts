import { BLOCKING, type PidFile, type ProcessPlan } from '../host/host.ts'
import type { Nanos } from '../units.ts'
import { activeRows } from './active.ts'
import type { Budget } from './budget.ts'
import { DEAR, DearSweep, type Round } from './dear-sweep.ts'
import { addFiles, addFocus, focusKey, withFewerLinks } from './focus-plan.ts'
import { isPidValue } from './pid-files.ts'
import type { Process, Processes } from './process.ts'
import { rowOf } from './process.ts'
import { isItsTurn, isStale, isStatmTurn, isUnknown, OWN_DOING } from './process-due.ts'
import type { ProcessFold } from './process-fold.ts'
import { sightReads } from './sight-plan.ts'
import { Sweep, SweepCount } from './sweep.ts'
import { isOfAll, type ProcessWants } from './wants.ts'

const RECLAIM = /^(?:pgsteal_(?:kswapd|direct|khugepaged|proactive|anon|file)|pswpout|pgmigrate_success) (\d+)$/gm

/** Decides, from the last sample, what of the processes is read next. performance.md, "The probe". */
export class ProcessPlanner {
  readonly #budget: Budget
  readonly #sweep: Sweep
  readonly #dear: DearSweep
  readonly #sweeps = new SweepCount()
  #tick = 0
  #forks = -1
  #reclaimed = ''
  #reclaimRan = false
  #reclaimedAt: Nanos = 0
  #lastPids: Int32Array = NOBODY
  #busy: ReadonlySet<number> = new Set()
  /** Rows that this tick's sample has read whole. */
  #exact = new Set<number>()
  readonly #memoryMoved = new Set<number>()
  #focused = ''

  constructor(budget: Budget) {
    this.#budget = budget
    const whole = budget.cpu === Number.POSITIVE_INFINITY
    this.#sweep = new Sweep(whole)
    this.#dear = new DearSweep(whole)
  }

  /** What plain files tell the planner itself: the fork count, and whether memory was reclaimed since. */
  see(path: string, bytes: Buffer): void {
    if (path === '/proc/stat') {
      const at = bytes.lastIndexOf('\nprocesses ')
      this.#forks = at < 0 ? -1 : Number.parseInt(bytes.toString('latin1', at + 11, at + 31), 10)
    } else if (path === '/proc/vmstat') {
      const now = [...bytes.toString('latin1').matchAll(RECLAIM)].map((match) => match[1]).join()
      this.#reclaimRan = now !== this.#reclaimed
      this.#reclaimed = now
    }
  }

  plan(last: Processes | null, wants: ProcessWants): { plan: ProcessPlan; files: readonly string[] } {
    this.#tick++
    this.#exact = new Set(wants.visible)
    this.#focused = focusKey(wants)
    const rows = last?.rows ?? []
    const always = new Map<number, readonly PidFile[]>()
    const everyStat = wants.threads === 'all'
    const everyTask = isOfAll(wants)
    const memory = wants.everybody.includes('statm')
    const turnFiles = memory ? BOTH : STAT
    const gone = this.#orphaners(last?.pids ?? NOBODY)
    const rereadMemory = memory && this.#reclaimRan
    const dear = wants.everybody.filter((file) => DEAR.has(file))
    const cheap = wants.everybody.filter((file) => !DEAR.has(file))
    if (this.#reclaimRan) this.#reclaimedAt = last?.at ?? 0
    const round = this.#round(last, wants)
    for (const pid of this.#busy) always.set(pid, STAT)
    // Mostly nothing but the pids is looked at here: 10,000 records would have to be fetched into the cache.
    const pids = last?.pids ?? NOBODY
    for (let i = 0; i < pids.length; i++) {
      const pid = pids[i] as number
      if (rereadMemory || isItsTurn(pid, this.#tick)) always.set(pid, turnFiles)
    }
    if (everyTask || gone)
      for (const row of rows) {
        if ((everyStat || gone?.has(row.stat.ppid)) && !always.has(row.pid)) always.set(row.pid, STAT)
        if (everyTask && row.stat.threads > 1)
          always.set(row.pid, always.get(row.pid) === BOTH ? BOTH_AND_TASKS : TASKS)
      }
    const plain = wants.files.filter((file) => !BLOCKING.has(file))
    for (const pid of wants.visible) always.set(pid, this.#visibleFiles(rows, pid, plain, wants))
    const active = wants.active?.length ? activeRows(last) : []
    for (const row of active) {
      const files = (wants.active ?? []).filter((file) => !BLOCKING.has(file) && isUnknown(row, file, this.#tick))
      always.set(row.pid, [...new Set([...(always.get(row.pid) ?? STAT), ...files])])
    }
    if (everyTask && wants.everybody.includes('wchan'))
      for (const row of rows) if (row.stat.threads > 1) addFiles(always, row.pid, ['task_wchan'])
    if (wants.focus) {
      addFiles(always, wants.focus.pid, BOTH)
      addFocus(always, withFewerLinks(last, wants.focus))
    }
    return {
      plan: {
        probe: true,
        known: last ? this.#known(last) : null,
        moved: STAT,
        own: this.#own(rows, wants),
        always,
        dear: [
          ...sightReads(rows, wants, round),
          ...this.#sweep.next(rows, cheap, this.#tick, dear.length === 0 && wants.files.includes('cmdline')),
          ...this.#dear.next(rows, dear, round),
          ...this.#activeDear(active, wants),
        ],
        budget: this.#budget,
      },
      files: memory || dear.length > 0 ? ['/proc/vmstat'] : [],
    }
  }

  /** What came into sight since the tick; null: nothing did. */
  supplement(last: Processes, wants: ProcessWants): ProcessPlan | null {
    const always = new Map<number, readonly PidFile[]>()
    const seen = wants.visible.filter((pid) => !this.#exact.has(pid) && !this.#readAsMoved(last, pid, wants))
    // Memory that was seen to move in the tick's stat; for the rest statm says what it said.
    for (const pid of wants.visible) if (this.#memoryMoved.has(pid)) always.set(pid, STATM)
    const plain = wants.files.filter((file) => !BLOCKING.has(file))
    for (const pid of seen) {
      const files = this.#visibleFiles(last.rows, pid, plain, wants)
      this.#exact.add(pid)
      // One that moved was read by the tick itself; to read it now would put more growth into the interval than it had.
      const row = last.rows[rowOf(last.rows, pid)]
      if (row) always.set(pid, row.movedAt === last.at ? files.filter((file) => file !== 'stat') : files)
    }
    if (isOfAll(wants) && !last.scanned) {
      for (const row of last.rows) {
        const files: readonly PidFile[] = row.movedAt === last.at || wants.threads === 'moved' ? [] : STAT
        if (row.stat.threads > 1)
          always.set(row.pid, [...new Set([...(always.get(row.pid) ?? files), ...tasksWith(wants.everybody)])])
        else if (files.length > 0 && !always.has(row.pid)) always.set(row.pid, files)
      }
    }
    const looked = focusKey(wants) !== this.#focused
    this.#focused = focusKey(wants)
    if (always.size === 0 && !looked) return null
    const visible = { ...wants, visible: seen, focus: looked ? wants.focus : null, everybody: [] }
    if (looked && wants.focus) addFocus(always, wants.focus)
    const dear = sightReads(last.rows, visible, this.#round(last, visible))
    return { probe: false, known: null, moved: [], always, dear, budget: this.#budget }
  }

  /** After the answers: who is another program now, whose memory moved, and whose was read since. */
  note(fold: Pick<ProcessFold, 'memoryMoved' | 'memoryRead' | 'renewed' | 'busy'>, kind: 'tick' | 'supplement'): void {
    // Each tick reads all that were busy, so that what it finds is all there is; a supplement only adds to it.
    this.#busy = kind === 'tick' ? fold.busy : new Set([...this.#busy, ...fold.busy])
    for (const pid of fold.renewed) this.#exact.delete(pid)
    for (const pid of fold.memoryMoved) this.#memoryMoved.add(pid)
    for (const pid of fold.memoryRead) this.#memoryMoved.delete(pid)
  }

  /** After the answers: how far the sweep has come. */
  settle(fold: Pick<ProcessFold, 'answered'>): Processes['sweep'] {
    const cheap = this.#sweep.settle(fold)
    return this.#sweeps.stateOf(this.#dear.settle(fold) ?? cheap)
  }

  #known(last: Processes): ProcessPlan['known'] {
    if (last.cpuFrom !== 'clock') return null
    // Rows that could not be read are not among these: then the list is not the machine's, and /proc is listed again.
    return { pids: last.pids, clocks: last.cpu, forks: last.refused > 0 || last.executing ? -2 : this.#forks }
  }

  /** Read in the same tick that finds they ran; of everybody only where a tick may take its time. */
  #own(rows: readonly Process[], wants: ProcessWants): ReadonlyMap<number, readonly PidFile[]> {
    const isOwn = (file: PidFile) => OWN_DOING.has(file) && file !== 'owner' && !BLOCKING.has(file)
    const own = new Map<number, readonly PidFile[]>()
    const everybody = this.#budget.cpu === Number.POSITIVE_INFINITY ? wants.everybody.filter(isOwn) : []
    if (everybody.length > 0) for (const { pid } of rows) own.set(pid, everybody)
    const files = wants.files.filter(isOwn)
    if (files.length === 0) return own
    const more = everybody.length === 0 ? files : [...new Set([...everybody, ...files])]
    for (const pid of wants.visible) own.set(pid, more)
    return own
  }

  /** Pids that were there last time and are not now: their children have a new parent. */
  #orphaners(pids: Int32Array): ReadonlySet<number> | null {
    const before = this.#lastPids
    this.#lastPids = pids
    if (before === pids) return null
    const gone = new Set<number>()
    for (let i = 0, k = 0; i < before.length; i++) {
      const pid = before[i] as number
      while (k < pids.length && (pids[k] as number) < pid) k++
      if (pids[k] === pid) continue
      gone.add(pid)
      this.#memoryMoved.delete(pid)
    }
    return gone.size > 0 ? gone : null
  }

  /** `plain`: what is wanted of them and does not block. */
  #visibleFiles(
    rows: readonly Process[],
    pid: number,
    plain: readonly PidFile[],
    { threads }: ProcessWants,
  ): readonly PidFile[] {
    const row = rows[rowOf(rows, pid)]
    const turn = isStatmTurn(pid, this.#tick)
    const memory = !row?.statm || turn || this.#memoryMoved.has(pid) || !this.#exact.has(pid)
    const hasTasks = threads !== 'none' && (row?.stat.threads ?? 0) > 1
    // Mostly there is nothing more: no list is made for each row.
    const isAnyStale = plain.length > 0 && plain.some((file) => isStale(row, file, this.#tick))
    const stale = isAnyStale ? plain.filter((file) => isStale(row, file, this.#tick)) : NO_FILES
    if (stale.length === 0) return memory ? (hasTasks ? BOTH_AND_TASKS : BOTH) : hasTasks ? TASKS : STAT
    return [...(memory ? BOTH : STAT), ...stale, ...(hasTasks ? tasksWith(stale) : [])]
  }

  /** Of what blocks too: asked once, and then in turns. */
  #activeDear(active: readonly Process[], wants: ProcessWants): ProcessPlan['dear'] {
    const files = (wants.active ?? []).filter((file) => BLOCKING.has(file))
    return files.flatMap((file) =>
      active.filter((row) => isUnknown(row, file, this.#tick)).map(({ pid }) => ({ pid, file })),
    )
  }

  /** A row that moved was read by the tick: it is whole where nothing of it is unknown. */
  #readAsMoved(last: Processes, pid: number, wants: ProcessWants): boolean {
    const row = last.rows[rowOf(last.rows, pid)]
    if (!row?.statm || row.movedAt !== last.at || this.#memoryMoved.has(pid)) return false
    if (wants.threads !== 'none' && row.stat.threads > 1) return false
    return wants.files.every(
      (file) => isPidValue(file) && row.more[file] !== undefined && (OWN_DOING.has(file) || BLOCKING.has(file)),
    )
  }

  #round(last: Processes | null, { visible }: ProcessWants): Round {
    return { now: last?.at ?? 0, tick: this.#tick, reclaimedAt: this.#reclaimedAt, visible: new Set(visible) }
  }
}

/** Threads are asked for what their process is, where each has its own. */
function tasksWith(files: readonly PidFile[]): readonly PidFile[] {
  return files.includes('wchan') ? ['task', 'task_wchan'] : ['task']
}

const NOBODY = new Int32Array(0)

const NO_FILES: readonly PidFile[] = []
const STAT: readonly PidFile[] = ['stat']
const STATM: readonly PidFile[] = ['statm']
const BOTH: readonly PidFile[] = ['stat', 'statm']
const TASKS: readonly PidFile[] = ['stat', 'task']
const BOTH_AND_TASKS: readonly PidFile[] = ['stat', 'statm', 'task']
