import { CAUSE_KEYS, type Cause, tally, UNCOUNTED_KEYS, type Uncounted } from './cause.ts'
import { isBelow } from './cgroups.ts'
import { classify, functionName } from './classify.ts'
import { isBehindServer } from './for-server.ts'
import { FOR_ANOTHER } from './rules.ts'
import { type ThreadLook, threadKey } from './thread.ts'

export interface LoadInput {
  /** Every thread seen, in any order. */
  readonly threads: readonly ThreadLook[]
  /** The look before, for the run time since; null at the first. */
  readonly before: readonly ThreadLook[] | null
  /** /proc/stat procs_running; null when it could not be read. */
  readonly procsRunning: number | null
  /** Thread id of our own reader, where it reads this machine. */
  readonly reader: number | null
  /** CPUs online: no more threads than that are on a CPU. Infinity: not known. */
  readonly cpus: number
  /** Cgroups whose nr_throttled grew since the look before; those below them are meant too. */
  readonly throttled: ReadonlySet<string>
  /** Some program has waited for a file server for long. */
  readonly forServer?: boolean
}

/** A thread the load counts. */
export interface LoadThread {
  readonly look: ThreadLook
  readonly cause: Cause
  readonly wchan: string | null
  readonly says: string | null
  /** Of a vfork parent: the child it waits for, where that is in sight. */
  readonly vforkChild: number | null
}

/** A thread that looks busy or blocked and is not counted. */
export interface UncountedThread {
  readonly look: ThreadLook
  readonly why: Uncounted
}

export interface Decomposed {
  /** Adds up to `total`. */
  readonly tasks: Readonly<Record<Cause, number>>
  /** Of `tasks.waiting`: runnable by procs_running, but in no thread seen. */
  readonly waitingNotFound: number
  /** The number the kernel reads next, as far as it can be known: threads in R and D that count. */
  readonly total: number
  readonly notCounted: Readonly<Record<Uncounted, number>>
  /** Runnable threads first, then those in D, each in the order given. */
  readonly threads: readonly LoadThread[]
  readonly uncounted: readonly UncountedThread[]
}

/**
 * What the next step of the load average is made of:
 *
 *   runnable = max(R threads found − throttled, procs_running − 1)
 *   total    = runnable + D threads that are not frozen
 *
 * The thread that reads is running whenever it looks, so it is one of procs_running and, on its own machine, one of the R threads.
 * The kernel takes its sample when it mostly sleeps: both forget it. What procs_running has beyond the threads found lived shorter
 * than the scan, is hidden from us (hidepid, another PID namespace), or sleeps and is not yet dequeued (Linux 6.12): it counts as
 * waiting, not found. When more R threads are found than procs_running has, those of throttled cgroups are in R but off the run
 * queue (kernel/sched/fair.c throttle_cfs_rq) and are taken out; the rest stays, because the two looks are not of one moment.
 */
export function decompose(input: LoadInput): Decomposed {
  const uncounted: UncountedThread[] = []
  const runnable: ThreadLook[] = []
  const asleep: ThreadLook[] = []
  for (const look of input.threads) {
    const why = uncountedBy(look)
    if (why) uncounted.push({ look, why })
    else if (look.state === 'D') asleep.push(look)
    else if (look.state === 'R' && look.tid !== input.reader) runnable.push(look)
  }
  const zombies = ended(input.threads).map((look): UncountedThread => ({ look, why: 'zombie' }))
  const queued = input.procsRunning === null ? null : Math.max(0, input.procsRunning - 1)
  const ran = runTimes(input.before, runnable)
  const throttled = takenOut(runnable, queued, input.throttled, ran)
  for (const look of throttled) uncounted.push({ look, why: 'throttled' })
  const found = runnable.filter((look) => !throttled.has(look))
  const onCpu = running(found, input.cpus, ran)
  const threads = [
    ...found.map(
      (look): LoadThread => ({
        look,
        cause: onCpu.has(look) ? 'on_cpu' : 'waiting',
        wchan: null,
        says: null,
        vforkChild: null,
      }),
    ),
    ...sleeping(asleep, input.threads, input.forServer === true),
  ]
  const waitingNotFound = Math.max(0, (queued ?? 0) - found.length)
  const seen = count(threads.map((thread) => thread.cause))
  const notCounted = count([...uncounted, ...zombies].map((thread) => thread.why))
  return {
    tasks: tally(CAUSE_KEYS, (cause) => (seen.get(cause) ?? 0) + (cause === 'waiting' ? waitingNotFound : 0)),
    waitingNotFound,
    total: threads.length + waitingNotFound,
    notCounted: tally(UNCOUNTED_KEYS, (why) => notCounted.get(why) ?? 0),
    threads,
    uncounted: [...uncounted, ...zombies],
  }
}

function uncountedBy(look: ThreadLook): Uncounted | null {
  switch (look.state) {
    case 'I':
      return 'idle'
    case 'T':
    case 't':
      return 'stopped'
    case 'S':
      return look.frozen ? 'frozen' : null
    case 'D':
      return look.frozen || isInRefrigerator(look) ? 'frozen' : null
    default:
      return null
  }
}

/** Suspend, and what the v1 freezer stopped while it ran: kernel/freezer.c. */
function isInRefrigerator(look: ThreadLook): boolean {
  return typeof look.wchan === 'string' && functionName(look.wchan) === '__refrigerator'
}

/** Zombies. A leader in Z whose other threads live is none: the process goes on. */
function ended(threads: readonly ThreadLook[]): ThreadLook[] {
  const leaders = threads.filter((look) => look.state === 'Z' && look.tid === look.pid)
  if (leaders.length === 0) return leaders
  const alive = new Set<number>()
  for (const look of threads) if (look.tid !== look.pid && look.state !== 'Z' && look.state !== 'X') alive.add(look.pid)
  return leaders.filter((look) => !alive.has(look.pid))
}

/** Time on a CPU since the look before, ns, of the threads where both looks know it. */
function runTimes(before: readonly ThreadLook[] | null, after: readonly ThreadLook[]): ReadonlyMap<ThreadLook, number> {
  const earlier = new Map<string, number>()
  for (const look of before ?? []) if (look.runNs !== null) earlier.set(threadKey(look), look.runNs)
  const ran = new Map<ThreadLook, number>()
  for (const look of after) {
    const since = earlier.get(threadKey(look))
    if (since !== undefined && look.runNs !== null && look.runNs >= since) ran.set(look, look.runNs - since)
  }
  return ran
}

/**
 * R threads that a CPU quota keeps off the run queue: those of a throttled cgroup that had no CPU at all since the look before,
 * then as many as procs_running lacks, those that ran least first.
 */
function takenOut(
  runnable: readonly ThreadLook[],
  queued: number | null,
  throttled: ReadonlySet<string>,
  ran: ReadonlyMap<ThreadLook, number>,
): ReadonlySet<ThreadLook> {
  if (throttled.size === 0) return new Set()
  const limited = runnable.filter((look) => isBelow(look.cgroup, throttled))
  const time = (look: ThreadLook): number => ran.get(look) ?? Number.POSITIVE_INFINITY
  const byTime = limited.sort((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)))
  const still = byTime.filter((look) => time(look) === 0).length
  const lacking = queued === null ? 0 : runnable.length - queued
  return new Set(byTime.slice(0, Math.max(still, lacking)))
}

/** One thread for each CPU: of those that ran there last the one with the most run time, else the first. */
function running(
  found: readonly ThreadLook[],
  cpus: number,
  ran: ReadonlyMap<ThreadLook, number>,
): ReadonlySet<ThreadLook> {
  const best = new Map<number, ThreadLook>()
  for (const look of found) {
    if (look.processor === null) continue
    const other = best.get(look.processor)
    if (!other || (ran.get(look) ?? 0) > (ran.get(other) ?? 0)) best.set(look.processor, look)
  }
  const chosen = [...best.values()]
  // A thread whose CPU is not known takes one that nobody else has.
  const elsewhere = found.filter((look) => look.processor === null)
  return new Set([...chosen, ...elsewhere].slice(0, cpus))
}

function sleeping(asleep: readonly ThreadLook[], all: readonly ThreadLook[], forServer: boolean): LoadThread[] {
  let children: ReadonlyMap<number, number> | null = null
  const sleeps = asleep.map((look) => ({ look, sleep: classify(look) }))
  const isBehind = forServer && isBehindServer(sleeps)
  return sleeps.map(({ look, sleep: { cause: own, wchan, says, isVfork } }) => {
    const cause = isBehind && FOR_ANOTHER.has(says) ? 'd_network_fs' : own
    if (!isVfork) return { look, cause, wchan, says, vforkChild: null }
    children ??= vforkChildren(all)
    const child = children.get(look.pid) ?? null
    return { look, cause, wchan, says: child === null ? says : `vfork parent of ${child}`, vforkChild: child }
  })
}

const PF_FORKNOEXEC = 0x00000040

/** The newest child of each process that has not called exec. */
function vforkChildren(all: readonly ThreadLook[]): ReadonlyMap<number, number> {
  const newest = new Map<number, ThreadLook>()
  for (const look of all) {
    if (look.tid !== look.pid || (look.flags & PF_FORKNOEXEC) === 0) continue
    const other = newest.get(look.ppid)
    if (!other || look.starttime >= other.starttime) newest.set(look.ppid, look)
  }
  return new Map([...newest].map(([parent, look]) => [parent, look.pid]))
}

function count<K>(keys: readonly K[]): ReadonlyMap<K, number> {
  const counts = new Map<K, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
