import { BLOCKING, type PidFile, type ProcessPlan } from '../host/host.ts'
import { isMissing } from '../source.ts'
import { isPidValue } from './pid-files.ts'
import type { Process, Processes } from './process.ts'
import { rowOf } from './process.ts'
import type { ProcessWants } from './wants.ts'

/** Every process is read once in so many ticks, moved or not: others may renice it, and its parent may end. */
const TURNS = 32
/** What one tick may spend on what is dear. */
export interface Budget {
  /** ms of CPU. */
  readonly cpu: number
  /** ms until a read counts as blocked. A healthy one takes a tenth of a millisecond. */
  readonly wait: number
}

/** A slice the keyboard does not notice. */
export const LIVE_BUDGET: Budget = { cpu: 8, wait: 60 }
/** All at once: for a capture, and for a frame that is printed. */
export const WHOLE_BUDGET: Budget = { cpu: Number.POSITIVE_INFINITY, wait: 500 }

/** A program that rewrites its own title is looked at in so many ticks: the read costs 0.1 ms. */
const ARGV_TURNS = 64
/**
 * What stat says of memory (faults, address space, RES within a few pages) tells when to read statm, which is exact. A change too
 * small for stat's counters waits this many ticks at most.
 */
const STATM_TURNS = 4
/** Command lines of rows nobody sees, a tick: 0.1 ms each. */
const SPARE_ARGV = 8
/** A running process may have changed its user; mostly it does so right before exec, which is noticed by its name. */
const OWNER_TURNS = 4
/** Items of a sweep handed to the host at once; it cuts them at the budget. */
const SLICE = 2000
/** These stay as they are until the process itself runs. */
const OWN_DOING: ReadonlySet<PidFile> = new Set(['owner', 'io', 'schedstat', 'cgroup', 'cmdline', 'exe', 'comm'])
const RECLAIM = /^(?:pgsteal_(?:kswapd|direct|khugepaged|proactive|anon|file)|pswpout|pgmigrate_success) (\d+)$/gm

/** Decides, from the last sample, what of the processes is read next. performance.md, "The probe". */
export class ProcessPlanner {
  readonly #budget: Budget
  #tick = 0
  #forks = -1
  #reclaimed = ''
  #reclaimRan = false
  #sweepAt = 0
  #sweepDone = 0
  #sweepKey = ''
  #asked: readonly { readonly pid: number; readonly file: PidFile; readonly row: number }[] = []
  #rows = 0
  #gone = new Set<number>()
  #lastPids: readonly Process[] = []
  /** Rows that this tick's sample has read whole. */
  #exact = new Set<number>()
  readonly #memoryMoved = new Set<number>()
  #focused = ''
  #moved: readonly PidFile[] = STAT

  constructor(budget: Budget) {
    this.#budget = budget
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
    const memory = wants.everybody.includes('statm')
    const turnFiles: readonly PidFile[] = memory ? ['stat', 'statm'] : ['stat']
    const turn = this.#tick % TURNS
    const gone = this.#orphaners(rows)
    const rereadMemory = memory && this.#reclaimRan
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Process
      const state = row.stat.state
      if (rereadMemory || row.pid % TURNS === turn) always.set(row.pid, turnFiles)
      else if (everyStat || state === 'R' || state === 'D' || (gone && gone.has(row.stat.ppid))) always.set(row.pid, STAT)
      if (everyStat && row.stat.threads > 1) always.set(row.pid, TASKS)
    }
    this.#moved = memory ? BOTH : STAT
    for (const pid of wants.visible) always.set(pid, this.#visibleFiles(rows, pid, wants))
    const active = wants.active?.length ? activeRows(last) : []
    for (const row of active) {
      const files = (wants.active ?? []).filter((file) => !BLOCKING.has(file) && this.#unknown(row, file))
      always.set(row.pid, [...new Set([...(always.get(row.pid) ?? STAT), ...files])])
    }
    if (wants.focus) {
      const files = [...(always.get(wants.focus.pid) ?? []), 'stat', 'statm', ...wants.focus.files] as PidFile[]
      always.set(wants.focus.pid, [...new Set(files)].filter((file) => !BLOCKING.has(file)))
      // To tell which namespaces it shares with the first process.
      if (files.includes('ns')) always.set(1, [...new Set([...(always.get(1) ?? []), ...STAT, 'ns'] as PidFile[])])
    }
    return {
      plan: {
        probe: true,
        known: last ? this.#known(last) : null,
        moved: this.#moved,
        own: this.#own(rows, wants),
        always,
        dear: [...this.#dear(rows, wants), ...this.#activeDear(active, wants)],
        budget: this.#budget,
      },
      files: memory ? ['/proc/vmstat'] : [],
    }
  }

  /** What came into sight since the tick; null: nothing did. */
  supplement(last: Processes, wants: ProcessWants): ProcessPlan | null {
    const always = new Map<number, readonly PidFile[]>()
    const seen = wants.visible.filter((pid) => !this.#exact.has(pid) && !this.#readAsMoved(last, pid, wants))
    // Memory that was seen to move in the tick's stat; for the rest statm says what it said.
    for (const pid of wants.visible) if (this.#memoryMoved.has(pid)) always.set(pid, STATM)
    for (const pid of seen) {
      const files = this.#visibleFiles(last.rows, pid, wants)
      this.#exact.add(pid)
      // One that moved was read by the tick itself; to read it now would put more growth into the interval than it had.
      const row = last.rows[rowOf(last.rows, pid)]
      if (row) always.set(pid, row.movedAt === last.at ? files.filter((file) => file !== 'stat') : files)
    }
    if (wants.threads === 'all' && !last.scanned) {
      for (const row of last.rows) {
        const files: readonly PidFile[] = row.movedAt === last.at ? [] : STAT
        if (row.stat.threads > 1) always.set(row.pid, [...new Set<PidFile>([...(always.get(row.pid) ?? files), 'task'])])
        else if (files.length > 0 && !always.has(row.pid)) always.set(row.pid, files)
      }
    }
    const looked = focusKey(wants) !== this.#focused
    this.#focused = focusKey(wants)
    if (always.size === 0 && !looked) return null
    const visible = { ...wants, visible: seen, focus: looked ? wants.focus : null, everybody: [] }
    if (looked && wants.focus) always.set(wants.focus.pid, wants.focus.files.filter((file) => !BLOCKING.has(file)))
    const dear = this.#sight(last.rows, visible)
    return { probe: false, known: null, moved: [], always, dear, budget: this.#budget }
  }

  /** After the answers: whose memory moved, and whose was read since. */
  note(fold: { readonly memoryMoved: Iterable<number>; readonly memoryRead: Iterable<number> }): void {
    for (const pid of fold.memoryMoved) this.#memoryMoved.add(pid)
    for (const pid of fold.memoryRead) this.#memoryMoved.delete(pid)
  }

  /** After the answers: how far the sweep has come. */
  settle(fold: { readonly answered: ReadonlySet<string> }): Processes['sweep'] {
    if (this.#sweepKey === '') return null
    for (const item of this.#asked) {
      if (!fold.answered.has(`${item.pid}/${item.file}`)) break
      this.#sweepAt = item.row + 1
    }
    const cut = this.#asked.some((item) => !fold.answered.has(`${item.pid}/${item.file}`))
    if (!cut && this.#asked.length < this.#slice) this.#sweepAt = this.#rows
    const read = this.#sweepAt
    if (this.#sweepAt >= this.#rows) {
      this.#sweepDone++
      this.#sweepAt = 0
    }
    return { read, of: this.#rows, done: this.#sweepDone }
  }

  get #slice(): number {
    return this.#budget.cpu === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : SLICE
  }

  #known(last: Processes): ProcessPlan['known'] {
    if (last.cpuFrom !== 'clock') return null
    const pids = new Int32Array(last.rows.length)
    for (let i = 0; i < pids.length; i++) pids[i] = (last.rows[i] as Process).pid
    // Rows that could not be read are not among these: then the list is not the machine's, and /proc is listed again.
    return { pids, clocks: last.cpu, forks: last.refused > 0 ? -2 : this.#forks }
  }

  /** Read in the same tick that finds they ran; of everybody only where a tick may take its time. */
  #own(rows: readonly Process[], wants: ProcessWants): ReadonlyMap<number, readonly PidFile[]> {
    const isOwn = (file: PidFile) => OWN_DOING.has(file) && file !== 'owner' && !BLOCKING.has(file)
    const own = new Map<number, readonly PidFile[]>()
    const everybody = this.#budget.cpu === Number.POSITIVE_INFINITY ? wants.everybody.filter(isOwn) : []
    if (everybody.length > 0) for (const { pid } of rows) own.set(pid, everybody)
    const files = wants.files.filter(isOwn)
    if (files.length > 0) for (const pid of wants.visible) own.set(pid, [...new Set([...(own.get(pid) ?? []), ...files])])
    return own
  }

  /** Pids that were there last time and are not now: their children have a new parent. */
  #orphaners(rows: readonly Process[]): ReadonlySet<number> | null {
    const before = this.#lastPids
    this.#lastPids = rows
    this.#gone = new Set()
    if (before !== rows)
      for (let i = 0, k = 0; i < before.length; i++) {
        const pid = (before[i] as Process).pid
        while (k < rows.length && (rows[k] as Process).pid < pid) k++
        if (rows[k]?.pid !== pid) this.#gone.add(pid)
      }
    return this.#gone.size > 0 ? this.#gone : null
  }

  #visibleFiles(rows: readonly Process[], pid: number, wants: ProcessWants): readonly PidFile[] {
    const row = rows[rowOf(rows, pid)]
    const files: PidFile[] = ['stat']
    const turn = pid % STATM_TURNS === this.#tick % STATM_TURNS
    if (!row?.statm || turn || this.#memoryMoved.has(pid) || !this.#exact.has(pid)) files.push('statm')
    for (const file of wants.files) if (!BLOCKING.has(file) && this.#stale(row, file)) files.push(file)
    if (wants.threads !== 'none' && (row?.stat.threads ?? 0) > 1) files.push('task')
    return files
  }

  /** Of what blocks too: asked once, and then in turns. */
  #activeDear(active: readonly Process[], wants: ProcessWants): ProcessPlan['dear'] {
    const files = (wants.active ?? []).filter((file) => BLOCKING.has(file))
    return files.flatMap((file) => active.filter((row) => this.#unknown(row, file)).map(({ pid }) => ({ pid, file })))
  }

  /** What runs moves all the time: what hardly ever changes is then read once, and again in its turn. */
  #unknown(row: Process, file: PidFile): boolean {
    if (!isPidValue(file) || !row.more[file]) return true
    return !OWN_DOING.has(file) || file === 'schedstat' || row.pid % TURNS === this.#tick % TURNS
  }

  /** A row that moved was read by the tick: it is whole where nothing of it is unknown. */
  #readAsMoved(last: Processes, pid: number, wants: ProcessWants): boolean {
    const row = last.rows[rowOf(last.rows, pid)]
    if (!row?.statm || row.movedAt !== last.at || this.#memoryMoved.has(pid)) return false
    if (wants.threads !== 'none' && row.stat.threads > 1) return false
    return wants.files.every((file) => isPidValue(file) && row.more[file] !== undefined && (OWN_DOING.has(file) || BLOCKING.has(file)))
  }

  /** Whether a file has to be read again: never read, or it may say something else by now. */
  #stale(row: Process | undefined, file: PidFile): boolean {
    if (!row || !isPidValue(file)) return true
    const known = row.more[file]
    if (!known) return true
    if (isMissing(known)) return row.pid % TURNS === this.#tick % TURNS
    if (!OWN_DOING.has(file)) return true
    const turns = file === 'owner' ? OWNER_TURNS : 1
    return (row.movedAt > known.at && row.pid % turns === this.#tick % turns) || row.pid % TURNS === this.#tick % TURNS
  }

  /** Reads that may block, for what is in sight. */
  #sight(rows: readonly Process[], wants: ProcessWants): { pid: number; file: PidFile }[] {
    const dear: { pid: number; file: PidFile }[] = []
    if (wants.focus) for (const file of wants.focus.files) if (BLOCKING.has(file)) dear.push({ pid: wants.focus.pid, file })
    const blocking = wants.files.filter((file) => BLOCKING.has(file))
    if (blocking.length > 0)
      for (const pid of wants.visible) {
        const row = rows[rowOf(rows, pid)]
        for (const file of blocking) if (row && this.#argvStale(row)) dear.push({ pid, file })
      }
    return dear
  }

  #dear(rows: readonly Process[], wants: ProcessWants): ProcessPlan['dear'] {
    const dear = this.#sight(rows, wants)
    const everybody = wants.everybody.filter((file) => file !== 'statm' && file !== 'stat')
    this.#asked = []
    this.#rows = rows.length
    const key = everybody.join()
    if (key !== this.#sweepKey) {
      this.#sweepKey = key
      this.#sweepAt = 0
    }
    if (key === '') {
      if (wants.files.includes('cmdline')) dear.push(...this.#spareArgv(rows))
      return dear
    }
    const asked: { pid: number; file: PidFile; row: number }[] = []
    for (let i = this.#sweepAt; i < rows.length && asked.length < this.#slice; i++) {
      const row = rows[i] as Process
      for (const file of everybody)
        if (file === 'cmdline' ? this.#argvStale(row) : this.#stale(row, file)) asked.push({ pid: row.pid, file, row: i })
    }
    this.#asked = asked
    dear.push(...asked)
    return dear
  }

  /** argv changes with exec (then the name does too) and by a program's own hand: looked at in its turn. */
  #argvStale(row: Process): boolean {
    const known = row.more.cmdline
    if (!known) return true
    // One that was blocked may be free again; while it is not, to ask costs nothing.
    const turns = isMissing(known) && known.missing === 'pending' ? STATM_TURNS : ARGV_TURNS
    const turn = row.pid % turns === this.#tick % turns
    return turn && (isMissing(known) || row.movedAt > known.at)
  }

  #spareArgv(rows: readonly Process[]): { pid: number; file: PidFile }[] {
    const spare: { pid: number; file: PidFile }[] = []
    for (let i = this.#sweepAt; i < rows.length && spare.length < SPARE_ARGV; i++) {
      this.#sweepAt = i + 1
      const row = rows[i] as Process
      if (!row.more.cmdline && row.stat.vsize > 0) spare.push({ pid: row.pid, file: 'cmdline' })
    }
    if (this.#sweepAt >= rows.length) this.#sweepAt = 0
    return spare
  }
}

function focusKey({ focus }: ProcessWants): string {
  return focus ? `${focus.pid} ${focus.files.join()}` : ''
}

/** Processes with a thread in R or D, as last seen; so many at most, lest a machine in trouble has more of it. */
function activeRows(last: Processes | null): readonly Process[] {
  const active: Process[] = []
  for (const row of last?.rows ?? []) {
    if (active.length === MOST_ACTIVE) break
    const threads = last?.threads.get(row.pid)
    if (threads ? threads.some((thread) => isActive(thread.stat.state)) : isActive(row.stat.state)) active.push(row)
  }
  return active
}

const MOST_ACTIVE = 512

function isActive(state: string): boolean {
  return state === 'R' || state === 'D'
}

const STAT: readonly PidFile[] = ['stat']
const STATM: readonly PidFile[] = ['statm']
const BOTH: readonly PidFile[] = ['stat', 'statm']
const TASKS: readonly PidFile[] = ['stat', 'task']
