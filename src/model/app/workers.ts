import { descriptors } from '../../parse/pid/counts.ts'
import { type PidSchedstat, parsePidSchedstat } from '../../parse/pid/schedstat.ts'
import { type PidStatus, parsePidStatus } from '../../parse/pid/status.ts'
import { rate, seconds } from '../../rates.ts'
import { type Process, rowOf } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Reading, type Source, source, valueOf } from '../../source.ts'
import type { Bytes, Counter, Rate, Share } from '../../units.ts'
import { growth, stamped } from '../growth.ts'
import { limitsOf } from '../process/open-files.ts'
import type { Snapshot } from '../snapshot.ts'
import { statRate } from '../task-rates.ts'
import { threadCpus } from '../tasks.ts'
import type { Service } from './service.ts'

/** One process of a service. Null: not known (yet), or not permitted. */
export interface Worker {
  readonly process: Process
  /** It has others of the service as children: it gives out the work and does none. */
  readonly isMain: boolean
  /** CPUs used: 1 is one CPU all the time. */
  readonly cpus: number | null
  /** CPUs that each of its threads used, where those were read. */
  readonly threads: readonly number[] | null
  /** Threads on a run queue without a CPU, on average: seconds a second. */
  readonly waiting: number | null
  /** Threads in D now. */
  readonly blocked: number
  readonly minflt: Rate<'fault'> | null
  readonly majflt: Rate<'fault'> | null
  readonly voluntary: Rate<'switch'> | null
  readonly involuntary: Rate<'switch'> | null
  /** Shared pages count in each process. */
  readonly res: Bytes
  readonly pss: Bytes | null
  readonly swap: Bytes | null
  readonly files: number | null
  /** Of these, sockets. */
  readonly sockets: number | null
  /** RLIMIT_NOFILE, soft. */
  readonly filesMax: number | null
  /** Of its share of CPU and of waiting for one, the latter. */
  readonly line: Share | null
  readonly affinity: readonly number[] | null
}

/** Of so many processes of a service the small files are read, those with most CPU time first. */
export const MOST_READ = 64

export function workerSources({ members, anchor }: Service): readonly Source<unknown>[] {
  const most = [...members].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, MOST_READ)
  return [...new Set([anchor, ...most])].flatMap(({ pid }) => [
    statusFile(pid),
    schedstatFile(pid),
    descriptors(pid),
    limitsOf(pid),
  ])
}

export function workersOf(snapshot: Snapshot, { members }: Service): readonly Worker[] {
  const parents = new Set(members.map(({ stat }) => stat.ppid))
  return members.map((process) => workerOf(snapshot, process, parents.has(process.pid)))
}

function workerOf({ samples, tasks, facts }: Snapshot, process: Process, isMain: boolean): Worker {
  const { pid, stat, statm, more } = process
  const row = rowOf(tasks.rows, pid)
  const used = tasks.cpus[row] ?? Number.NaN
  const status = valueOf(reading(samples.after, statusFile(pid)))
  const switches = (counter: (status: PidStatus) => Counter<'switch'> | undefined) =>
    growth(samples, statusFile(pid), counter)
  const cpus = Number.isNaN(used) ? null : used
  const waiting = waitingOf(samples, process)
  const files = valueOf(reading(samples.after, limitsOf(pid)))?.find(({ name }) => name === 'Max open files')
  return {
    process,
    isMain,
    cpus,
    threads: threadsOf(samples, pid),
    waiting,
    line: cpus === null || waiting === null ? null : cpus + waiting > 0 ? waiting / (cpus + waiting) : 0,
    blocked: blockedOf(samples, process),
    minflt: statRate(tasks, row, (one) => one.stat.minflt),
    majflt: statRate(tasks, row, (one) => one.stat.majflt),
    voluntary: switches((one) => one.voluntaryCtxtSwitches),
    involuntary: switches((one) => one.nonvoluntaryCtxtSwitches),
    res: (statm?.resident ?? stat.rssPages) * facts.pageSize,
    pss: valueOf(more.smaps_rollup)?.pss ?? null,
    swap: status?.vmSwap ?? null,
    files: valueOf(reading(samples.after, descriptors(pid))),
    sockets: valueOf(more.sockets)?.inodes.length ?? null,
    filesMax: files?.soft ?? null,
    affinity: status?.cpusAllowedList ?? null,
  }
}

/** Of all its threads; /proc/PID/schedstat is that of the leader, which is all of it where there is one thread. */
function waitingOf(samples: Samples, process: Process): number | null {
  const { pid, stat } = process
  const now = samples.after.processes?.threads.get(pid)
  const was = samples.before?.processes?.threads.get(pid)
  if (now && was && now.length > 0) {
    const before = new Map(was.map((thread) => [thread.tid, thread]))
    const waits = now.map((thread) => waitRate(before.get(thread.tid)?.schedstat, thread.schedstat, thread.stat))
    const known = waits.filter((wait) => wait !== null)
    return known.length > 0 ? known.reduce((sum, wait) => sum + wait, 0) : null
  }
  if (stat.threads > 1) return null
  const file = schedstatFile(pid)
  return waitRate(stamped(samples.before, file), stamped(samples.after, file), stat)
}

type Times = Reading<PidSchedstat> | null | undefined

/** `0 0 0` of one that has used CPU: sched_info is off in this kernel. */
function waitRate(before: Times, after: Times, { utime, stime }: Process['stat']): number | null {
  if (!before || !after || isMissing(before) || isMissing(after)) return null
  if (after.value.run === 0 && utime + stime > 0) return null
  const wait = rate(before.value.wait, after.value.wait, seconds(before.at, after.at))
  return wait === null ? null : wait / 1e9
}

function threadsOf(samples: Samples, pid: number): readonly number[] | null {
  const now = samples.after.processes?.threads.get(pid)
  const was = samples.before?.processes?.threads.get(pid)
  if (!now || !was) return null
  const before = new Map(was.map((thread) => [thread.tid, thread]))
  const used = now.flatMap((thread) => {
    const earlier = before.get(thread.tid)
    const cpus = earlier ? threadCpus(earlier, thread) : Number.NaN
    return Number.isNaN(cpus) ? [] : [cpus]
  })
  return used.length > 0 ? used : null
}

function blockedOf({ after }: Samples, { pid, stat }: Process): number {
  const threads = after.processes?.threads.get(pid)
  if (!threads || threads.length === 0) return stat.state === 'D' ? 1 : 0
  return threads.filter((thread) => thread.stat.state === 'D').length
}

function timeOf({ stat }: Process): number {
  return stat.utime + stat.stime
}

function statusFile(pid: number): Source<PidStatus> {
  return source(`/proc/${pid}/status`, parsePidStatus)
}

function schedstatFile(pid: number): Source<PidSchedstat> {
  return source(`/proc/${pid}/schedstat`, parsePidSchedstat)
}
