import { type HostFacts, IN_EXECVE } from '../host/host.ts'
import { isOtherProgram, type PidStat, parsePidStat, sameMemory, sameStat, withCounters } from '../parse/pid/stat.ts'
import { type PidStatm, parsePidStatm, sameStatm } from '../parse/pid/statm.ts'
import { isMissing, type Reading } from '../source.ts'
import type { Nanos } from '../units.ts'
import { FocusFold } from './focus-fold.ts'
import { malformed, missingFrom, unlessMalformed } from './missing.ts'
import { FOCUSED, isPidValue, OF_MEMORY, PID_PARSERS } from './pid-files.ts'
import { placeOf, present, ticksOf } from './present.ts'
import { isBare, type More, NOTHING, type Process, type Processes, rowOf } from './process.ts'
import { tallied } from './tally.ts'
import { ThreadsFold } from './thread-fold.ts'
import type { ProcessWants } from './wants.ts'

type Draft = { -readonly [K in keyof Process]: Process[K] }

/**
 * Folds what the host pushes of processes into the next `Processes`. A record that is read the same stays the same object;
 * one that differs is copied once and then filled in.
 */
export class ProcessFold {
  readonly #before: Processes | null
  readonly #facts: HostFacts
  readonly #focus: FocusFold
  /** Whether the host told who there is. */
  listed = false
  #again = false
  #at: Nanos = 0
  #pids: Int32Array = new Int32Array(0)
  #clocks: Float64Array | null = null
  #rows: (Process | null)[] = []
  #fresh: Uint8Array = new Uint8Array(0)
  #refused = 0
  readonly #executing = new Map<number, string>()
  #cursor = 0
  /** What was read last, and whose: it comes before the stat of a process that is new. */
  #statmOf = 0
  #statmRead: PidStatm | null = null
  /** Whether anything that can be seen differs from what was folded last. */
  #differs = false
  readonly #threads = new ThreadsFold()
  /** What was answered, for the sweep: pid × file. */
  readonly answered = new Set<string>()
  /** Whose stat says that its memory moved; and whose statm was read after it. */
  readonly memoryMoved = new Set<number>()
  readonly memoryRead = new Set<number>()
  /** Who runs, could run or sleeps uninterruptibly: looked at again next time, whatever the clock says. */
  readonly busy = new Set<number>()
  /** Of whom nothing holds that was known: another process has the pid, or it runs another program. */
  readonly renewed = new Set<number>()

  constructor(before: Processes | null, facts: HostFacts, focus: ProcessWants['focus']) {
    this.#before = before
    this.#facts = facts
    this.#focus = new FocusFold(before, focus)
  }

  get differs(): boolean {
    return this.#differs || this.#threads.read || this.#focus.pid !== null
  }

  pids(at: Nanos, pids: Int32Array, clocks: Float64Array | null): void {
    this.listed = true
    this.#at = at
    this.#pids = pids
    this.#clocks = clocks
    this.#fresh = new Uint8Array(pids.length)
    const rows = this.#before?.rows ?? []
    if (pids === this.#before?.pids) {
      this.#rows = [...rows]
      return
    }
    this.#rows = new Array<Process | null>(pids.length).fill(null)
    for (let i = 0, k = 0; i < pids.length; i++) {
      const pid = pids[i] as number
      while (k < rows.length && (rows[k] as Process).pid < pid) k++
      const row = rows[k]
      if (row && row.pid === pid) this.#rows[i] = row
    }
  }

  /** The same probe once more: nothing moved since, some of it is read now. */
  again(last: Processes): void {
    this.pids(last.at, last.pids, last.cpuFrom === 'clock' ? last.cpu : null)
    this.#again = true
    this.#refused = last.refused
    for (const { pid, comm } of last.executing ?? []) this.#executing.set(pid, comm)
    this.#threads.again(last.threads)
    this.#focus.again(last)
  }

  bytes(at: Nanos, pid: number, file: string, bytes: Buffer): void {
    const i = this.#indexOf(pid)
    // What is read most comes first.
    if (file === 'stat') {
      if (i >= 0) this.#stat(i, bytes)
    } else if (file === 'statm') {
      if (i >= 0) this.#statm(i, bytes)
    } else if (file.startsWith('task')) this.#threads.bytes(at, pid, file, bytes)
    else if (i >= 0 && isPidValue(file)) this.#value(i, at, pid, file, bytes)
  }

  fail(at: Nanos, pid: number, file: string, errno: string): void {
    const i = this.#indexOf(pid)
    this.#differs = true
    // It was asked for and will not come: a sweep must not wait for it.
    this.answered.add(`${pid}/${file}`)
    if (i < 0 || file.startsWith('task/')) return
    if (errno === IN_EXECVE) this.#executing.set(pid, this.#rows[i]?.stat.comm ?? '')
    // Short of descriptors or memory it is we who cannot read: the process is still there.
    if (file === 'stat' && this.#rows[i] && !GONE.has(errno) && !REFUSED.has(errno)) return
    if (file === 'stat' || (errno === 'ESRCH' && !OF_MEMORY.has(file))) {
      if (REFUSED.has(errno)) {
        this.#refused++
        this.#focus.refuse(pid)
      }
      this.#rows[i] = null
      return
    }
    // Kernel threads and zombies have no exe and an empty address space: the process is still there.
    if (file === 'statm' || file.startsWith('task')) return
    const missing = missingFrom(`/proc/${pid}/${file}`, errno, { uid: this.#facts.uid, bare: isBare(this.#rows[i]) })
    this.#more(i, pid, file as keyof More, { ...missing, at } as Reading<never>)
  }

  finish(sweep: Processes['sweep'], scanned = false): Processes {
    const before = this.#before
    const there = present(this.#rows, this.#pids, this.#clocks ?? ticksOf(this.#rows, this.#facts.tick))
    return {
      at: this.#at,
      ...there,
      tally: tallied(there.rows, there.pids === before?.pids ? before : null, this.#fresh),
      cpuFrom: this.#clocks ? 'clock' : 'ticks',
      sweep,
      refused: this.#refused,
      ...(this.#executing.size > 0 && { executing: [...this.#executing].map(([pid, comm]) => ({ pid, comm })) }),
      threads: this.#threads.finish(before?.threads),
      scanned,
      focus: this.#focus.finish(this.#present(this.#focus.pid)),
    }
  }

  /** Who has this pid now and was read. */
  #present(pid: number | null): Process | null {
    const i = pid === null ? -1 : this.#indexOf(pid)
    return i < 0 || Number.isNaN(this.#clocks?.[i] ?? 0) ? null : (this.#rows[i] ?? null)
  }

  #stat(i: number, bytes: Buffer): void {
    const read = unlessMalformed('stat', parsePidStat, bytes)
    if (!read) {
      this.#rows[i] = null
      return
    }
    // What it did since the probe belongs to the next interval.
    const stat = this.#again ? withCounters(read, this.#rows[i]?.stat) : read
    const row = this.#rows[i]
    const moved = this.#moved(i, row ?? null, stat)
    if (!row || moved || !sameStat(row.stat, stat)) this.#differs = true
    if (stat.state === 'R' || stat.state === 'D') this.busy.add(this.#pids[i] as number)
    if (!row || row.stat.starttime !== stat.starttime) {
      this.#fresh[i] = 1
      const pid = this.#pids[i] as number
      if (row) this.renewed.add(pid)
      const statm = this.#statmOf === pid ? this.#statmRead : null
      this.#rows[i] = { pid, tid: pid, stat, statm, movedAt: this.#at, more: NOTHING }
    } else if (moved || !sameStat(row.stat, stat)) {
      const draft = this.#draft(i, row)
      if (isOtherProgram(row.stat, stat)) {
        draft.more = NOTHING
        this.renewed.add(row.pid)
      }
      if (!sameMemory(row.stat, stat) && !this.memoryRead.has(row.pid)) this.memoryMoved.add(row.pid)
      draft.stat = sameStat(row.stat, stat) ? row.stat : stat
      if (moved) draft.movedAt = this.#at
    }
  }

  #statm(i: number, bytes: Buffer): void {
    const row = this.#rows[i]
    const statm = unlessMalformed('statm', parsePidStatm, bytes)
    this.#statmOf = this.#pids[i] as number
    this.#statmRead = statm
    if (!row) return
    this.memoryRead.add(row.pid)
    this.memoryMoved.delete(row.pid)
    if (!statm || (row.statm && sameStatm(row.statm, statm))) return
    this.#differs = true
    this.#draft(i, row).statm = statm
  }

  #value(i: number, at: Nanos, pid: number, file: keyof More, bytes: Buffer): void {
    let reading: Reading<unknown>
    try {
      reading = { value: PID_PARSERS[file](bytes), at }
      if (file === 'comm' && this.#executing.has(pid)) this.#executing.set(pid, PID_PARSERS.comm(bytes))
    } catch (error) {
      reading = malformed(`/proc/${pid}/${file}`, error)
    }
    this.#more(i, pid, file, reading)
  }

  #more(i: number, pid: number, file: keyof More, reading: Reading<unknown>): void {
    this.answered.add(`${pid}/${file}`)
    this.#focus.see(pid, file, reading)
    const row = this.#rows[i]
    // The stack of a process in D says why it is there; others' are for its page only.
    if (!row || (FOCUSED.has(file) && !(file === 'stack' && row.stat.state === 'D'))) return
    const known = row.more[file]
    if (known && isMissing(reading)) {
      // A read past its deadline leaves what was read before it.
      if (reading.missing === 'pending' || (isMissing(known) && known.missing === reading.missing)) return
    }
    // The owner of most is read again and again and stays what it was.
    if (!known || isMissing(known) || isMissing(reading) || known.value !== reading.value) this.#differs = true
    const draft = this.#draft(i, row)
    draft.more = { ...draft.more, [file]: reading }
  }

  /** Whether it used CPU since the last probe; without clocks, ticks must do. */
  #moved(i: number, row: Process | null, stat: PidStat): boolean {
    if (!row) return true
    const before = this.#before
    if (!this.#clocks || !before || before.cpuFrom === 'ticks')
      return row.stat.utime !== stat.utime || row.stat.stime !== stat.stime
    const k = this.#pids === before.pids ? i : rowOf(before.rows, this.#pids[i] as number)
    return k < 0 || before.cpu[k] !== this.#clocks[i]
  }

  #draft(i: number, row: Process): Draft {
    if (this.#fresh[i]) return row
    this.#fresh[i] = 1
    const { pid, tid, stat, statm, movedAt, more } = row
    // Not spread: V8 copies field by field what it spreads.
    const draft: Draft = { pid, tid, stat, statm, movedAt, more }
    this.#rows[i] = draft
    return draft
  }

  #indexOf(pid: number): number {
    const pids = this.#pids
    if (pids[this.#cursor] === pid) return this.#cursor
    const i = placeOf(pids, pid)
    if (i >= 0) this.#cursor = i
    return i
  }
}

const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'NOT_CAPTURED'])
const REFUSED: ReadonlySet<string> = new Set(['EPERM', 'EACCES'])
