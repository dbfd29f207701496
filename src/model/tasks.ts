import { seconds } from '../rates.ts'
import { type More, type Process, type Processes, rowOf } from '../sample/process.ts'
import type { Tally } from '../sample/tally.ts'
import type { Thread } from '../sample/threads.ts'
import { isMissing } from '../source.ts'
import type { Seconds } from '../units.ts'

/** Processes (and, where they are shown, threads) at two probes, joined. Columns read it by row number. */
export interface TaskTable {
  readonly rows: readonly Process[]
  /** The same task at the probe before; null: it was not there. The same object as in `rows`: nothing moved. */
  readonly was: readonly (Process | null)[]
  /** All processes at the probe before, ascending by pid: those that ended too. */
  readonly earlier: readonly Process[]
  /** CPUs used between the two probes (1: one CPU all the time); NaN: unknown yet. */
  readonly cpus: Float64Array
  /** Between the probes; NaN: there is only one. */
  readonly dt: Seconds
  /** Counts of sweeps over everybody so far: an order by a dear column settles once for each. */
  readonly sweep: Processes['sweep']
  /** Of each row, where the rows are processes: the same array as long as none came or went. */
  readonly pids: Int32Array | null
  /** Of the processes, where the rows are those. */
  readonly tally: Tally | null
}

export const NO_TASKS: TaskTable = {
  rows: [],
  was: [],
  earlier: [],
  cpus: new Float64Array(0),
  dt: Number.NaN,
  sweep: null,
  pids: null,
  tally: null,
}

/** One linear merge: both samples ascend by pid. */
export function taskTable(after: Processes | null, before: Processes | null): TaskTable {
  if (!after) return NO_TASKS
  const count = after.rows.length
  const cpus = new Float64Array(count).fill(Number.NaN)
  const dt = before ? seconds(before.at, after.at) : Number.NaN
  const { rows, sweep, pids, tally } = after
  const table = { rows, earlier: before?.rows ?? [], cpus, dt, sweep, pids, tally }
  if (before && dt > 0 && before.cpuFrom === after.cpuFrom && before.pids === after.pids)
    return { ...table, was: inPlace(after, before, cpus, dt * 1e9) }
  const was = new Array<Process | null>(count).fill(null)
  if (before && dt > 0 && before.cpuFrom === after.cpuFrom) {
    const old = before.rows
    const ns = dt * 1e9
    for (let i = 0, k = 0; i < count; i++) {
      const row = after.rows[i] as Process
      while (k < old.length && (old[k] as Process).pid < row.pid) k++
      const earlier = old[k]
      if (earlier === undefined || earlier.pid !== row.pid) continue
      if (earlier !== row && earlier.stat.starttime !== row.stat.starttime) continue
      was[i] = earlier
      const growth = (after.cpu[i] as number) - (before.cpu[k] as number)
      if (growth >= 0) cpus[i] = growth / ns
    }
  }
  return { ...table, was }
}

/** No process came or went, so that every row stands where it stood: nothing has to be joined. */
function inPlace(after: Processes, before: Processes, cpus: Float64Array, ns: number): readonly (Process | null)[] {
  let was: (Process | null)[] | null = null
  for (let i = 0; i < cpus.length; i++) {
    const row = after.rows[i] as Process
    const earlier = before.rows[i] as Process
    if (earlier !== row && earlier.stat.starttime !== row.stat.starttime) {
      // The pid was given to another process within one interval.
      was ??= [...before.rows]
      was[i] = null
      continue
    }
    const growth = (after.cpu[i] as number) - (before.cpu[i] as number)
    if (growth >= 0) cpus[i] = growth / ns
  }
  return was ?? before.rows
}

/**
 * The same with a row for every thread, under its process. A process of which no threads were read stands for itself.
 * A thread has no CPU clock that may be read from outside; its run time in schedstat is in ns all the same.
 */
export function threadTable(after: Processes | null, before: Processes | null): TaskTable {
  const processes = taskTable(after, before)
  if (!after) return processes
  const rows: Process[] = []
  const was: (Process | null)[] = []
  const cpus: number[] = []
  processes.rows.forEach((row, i) => {
    const threads = after.threads.get(row.pid)
    if (!threads || threads.length < 2) {
      rows.push(row)
      was.push(processes.was[i] ?? null)
      cpus.push(processes.cpus[i] as number)
      return
    }
    const earlier = new Map(before?.threads.get(row.pid)?.map((thread) => [thread.tid, thread]))
    for (const thread of threads) {
      const old = earlier.get(thread.tid)
      rows.push(threadRow(row, thread))
      const wasProcess = processes.was[i]
      was.push(old && wasProcess ? threadRow(wasProcess, old) : null)
      cpus.push(old ? threadCpus(old, thread) : Number.NaN)
    }
  })
  return { ...processes, rows, was, cpus: Float64Array.from(cpus), pids: null, tally: null }
}

/** CPUs a thread used between two looks; NaN when it cannot be known. */
export function threadCpus(before: Thread, after: Thread): number {
  const run = [before.schedstat, after.schedstat].map((s) => (s && !isMissing(s) ? s.value.run : null))
  const [from, to] = run
  if (from == null || to == null || to < from || before.stat.starttime !== after.stat.starttime) return Number.NaN
  return after.at > before.at ? (to - from) / (after.at - before.at) : Number.NaN
}

/** What a thread shares with its process, or has of its own: of other files there is nothing to wait for. */
export const OF_THREADS: ReadonlySet<keyof More> = new Set(['owner', 'cgroup', 'wchan'])

/** A thread shares its process' memory, owner and cgroup; what the kernel counts for the process stands beside its leader. */
function threadRow(process: Process, thread: Thread): Process {
  const row = { ...process, tid: thread.tid, stat: thread.stat }
  if (thread.tid === process.pid) return row
  const { owner, cgroup, wchan: ofLeader } = process.more
  // Where the kernel has none for the process, its threads are not asked.
  const wchan = thread.wchan ?? (ofLeader && isMissing(ofLeader) ? ofLeader : null)
  return { ...row, more: { ...(owner && { owner }), ...(cgroup && { cgroup }), ...(wchan && { wchan }) } }
}

/** The row of a process; −1: it is gone. */
export function findTask(table: TaskTable, pid: number): number {
  return rowOf(table.rows, pid)
}
