import { monotonic } from '../monotonic.ts'
import type { CpuClock } from '../native/clocks.ts'
import { shortageOf } from '../shortage.ts'
import type { Nanos } from '../units.ts'
import type { BlockingReads } from './blocking.ts'
import { collectCounts, isCount } from './count.ts'
import type { Executing } from './executing.ts'
import type { HeldFiles } from './held.ts'
import type { HeldPlain } from './held-plain.ts'
import { readHeldSockets } from './held-sockets.ts'
import { BLOCKING, type PidFile, type Plan, type ProcessPlan, type Sink } from './host.ts'
import { collectKernelLog, isOfKernelLog, type KernelLogReader } from './kmsg.ts'
import { collectNetNamespaces, isNetNamespaces, type NetNamespaces } from './net-namespaces.ts'
import { readPlain } from './plain-files.ts'
import { errnoOf } from './procfs.ts'
import { isExecuting, isExecutingNow, readBlocking } from './read-blocking.ts'
import { errno, failAll, readFile, readOne, readStatm } from './read-process.ts'
import { collectSockets, isOfSockets, type SocketCalls } from './sockets.ts'
import { collectMounts, isStatfs } from './statfs.ts'

/** Where a plan is answered from: a folder with `proc` (and `sys`) in it, and what only a live machine has. */
export interface Machine {
  /** '' for this machine; otherwise the folder that stands for /. */
  readonly root: string
  now(): Nanos
  readonly clock: CpuClock | null
  /** What budgets count, ms: CPU time of this thread. Left out: the time of day. */
  readonly spent?: () => number
  listPids(proc: string): Int32Array
  /** The pids may be taken as they were while the kernel's fork count stands still (not under hidepid or lxcfs). */
  readonly forksTell: boolean
  /** What an absent file means: a machine lacks it, a capture does not have it. */
  readonly absent: 'ENOENT' | 'NOT_CAPTURED'
  readonly special: Partial<Record<PidFile, (dir: string) => Buffer>>
  /** Files that stay open between ticks. Null: open anew each time. */
  readonly held: HeldFiles | null
  /** Left out: plain files are opened anew each time. */
  readonly plain?: HeldPlain
  readonly blocking: BlockingReads
  /** Null: files of a capture, which never block. */
  readonly executing: Executing | null
  /** Null or left out: sockets are read from /proc/net. */
  readonly sockets?: SocketCalls | null
  /** Null or left out: there is none, or it is a file of a capture. */
  readonly kernelLog?: KernelLogReader | null
  /** Null or left out: files of a capture, which are of one namespace. */
  readonly netNamespaces?: NetNamespaces | null
  /** Another place for a path, such as self/net in a capture. */
  path(path: string): string
}

/** A read of a pipe or a slow device would not be noticed by the clock alone: look at it every few reads. */
const EVERY = 4

/** Answers one plan; see host.ts for the order. */
export async function collect(
  machine: Machine,
  plan: Plan,
  sink: Sink,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  let forks = -1
  for (const path of plan.files) {
    if (isStatfs(path) || isCount(path) || isNetNamespaces(path)) continue
    const at = machine.now()
    try {
      const answer = readPlain(machine, path, turn)
      const bytes = answer instanceof Promise ? await answer : answer
      if (path === '/proc/stat') forks = forkCount(bytes)
      sink.bytes(at, 0, path, bytes)
    } catch (error) {
      sink.fail(at, 0, path, errno(machine, error))
    }
    const pause = turn()
    if (pause) await pause
  }
  await collectMounts(machine, plan.files.filter(isStatfs), sink)
  await collectCounts(machine, plan.files.filter(isCount), sink, turn)
  await collectNetNamespaces(machine, plan.files.filter(isNetNamespaces), sink, turn)
  await collectSockets(machine, (plan.dumps ?? []).filter(isOfSockets), sink, turn)
  for (const dump of plan.dumps ?? []) if (isOfKernelLog(dump)) await collectKernelLog(machine, dump, sink, turn)
  if (plan.processes) await collectProcesses(machine, plan.processes, forks, sink, turn)
}

async function collectProcesses(
  machine: Machine,
  plan: ProcessPlan,
  forks: number,
  sink: Sink,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  const read = (pid: number, file: PidFile) => readFile(machine, sink, pid, file, turn)
  if (!plan.probe) {
    for (const [pid, files] of plan.always) {
      if (isExecutingNow(machine, pid)) failAll(machine, sink, pid, files)
      else for (const file of files) await read(pid, file)
      const pause = turn()
      if (pause) await pause
    }
    return readDear(machine, plan, sink, turn, read)
  }
  const known = plan.known
  const still = known !== null && forks >= 0 && machine.forksTell && machine.clock !== null && forks === known.forks
  const listed = still ? known.pids : listedPids(machine, known?.pids ?? null)
  if (!listed) return
  // The same array says that nobody came or went: what is made of it need not be joined.
  const pids = known && isSame(known.pids, listed) ? known.pids : listed
  const at = machine.now()
  const clocks = machine.clock ? new Float64Array(pids.length) : null
  if (clocks && machine.clock) {
    for (let i = 0; i < pids.length; i++) {
      clocks[i] = machine.clock(pids[i] as number)
      if ((i & 1023) === 1023) {
        const pause = turn()
        if (pause) await pause
      }
    }
  }
  sink.pids(at, pids, clocks)
  machine.executing?.among(pids)
  const due = Int32Array.from(plan.always.keys()).sort()
  let reads = 0
  for (let i = 0, k = 0, d = 0; i < pids.length; i++) {
    const pid = pids[i] as number
    while (d < due.length && (due[d] as number) < pid) d++
    const always = due[d] === pid ? plan.always.get(pid) : undefined
    let moved = true
    if (clocks) {
      const clock = clocks[i] as number
      if (Number.isNaN(clock)) continue
      while (known && k < known.pids.length && (known.pids[k] as number) < pid) k++
      moved = !(known && known.pids[k] === pid && known.clocks[k] === clock)
      if (!moved && !always && !machine.executing?.has(pid)) continue
    }
    if ((moved || machine.executing?.has(pid)) && !readStatm(machine, sink, pid)) {
      failAll(machine, sink, pid, [...new Set<PidFile>(['stat', ...(always ?? [])])])
      continue
    }
    if (moved) {
      // Not for-of: that makes an object a step, and this is the hottest there is.
      for (let m = 0; m < plan.moved.length; m++) readOne(machine, sink, pid, plan.moved[m] as PidFile)
      const own = plan.own?.get(pid)
      if (own) for (const file of own) if (!always?.includes(file)) readOne(machine, sink, pid, file)
    }
    if (always) {
      for (let a = 0; a < always.length; a++) {
        const file = always[a] as PidFile
        const wait = moved && (file === 'statm' || plan.moved.includes(file)) ? undefined : read(pid, file)
        if (wait) await wait
      }
    }
    if (moved || always) {
      if (++reads % EVERY === 0) {
        const pause = turn()
        if (pause) await pause
      }
    }
  }
  machine.held?.sweep()
  await readDear(machine, plan, sink, turn, read)
}

/**
 * Short of descriptors it is we who cannot look: those that were there are asked again. A tree may be taken away. Null: nobody is
 * known.
 */
function listedPids(machine: Machine, before: Int32Array | null): Int32Array | null {
  try {
    return machine.listPids(`${machine.root}/proc`)
  } catch (error) {
    if (machine.root === '' && shortageOf(error) === null) throw error
    errnoOf(error)
    return before
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** What is dear, in order of worth: what cannot block until the budget is used up, beside what can. */
async function readDear(
  machine: Machine,
  plan: ProcessPlan,
  sink: Sink,
  turn: () => Promise<void> | undefined,
  read: (pid: number, file: PidFile) => Promise<void> | undefined,
): Promise<void> {
  const blocking = readBlocking(machine, plan, sink)
  // The look that has just been taken found out who is; what is read later has to ask.
  const isStuck = plan.probe ? isExecuting : isExecutingNow
  const now = machine.spent ?? monotonic
  let spent = 0
  for (const { pid, file } of plan.dear) {
    if (BLOCKING.has(file)) continue
    const before = now()
    if (isStuck(machine, pid)) failAll(machine, sink, pid, [file])
    else if (file === 'sockets') await readSockets(machine, sink, pid, turn)
    else {
      const wait = read(pid, file)
      if (wait) await wait
    }
    spent += now() - before
    if (spent > plan.budget.cpu) break
    const pause = turn()
    if (pause) await pause
  }
  await blocking
}

async function readSockets(
  machine: Machine,
  sink: Sink,
  pid: number,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  if (machine.special.sockets) return readOne(machine, sink, pid, 'sockets')
  const at = machine.now()
  try {
    await readHeldSockets(machine.path(`/proc/${pid}`), pid, at, sink, turn)
  } catch (error) {
    sink.fail(at, pid, 'sockets', errno(machine, error))
  }
}

/** `processes N` of /proc/stat: forks since boot. −1: not there. */
function forkCount(stat: Buffer): number {
  const at = stat.lastIndexOf('\nprocesses ')
  return at < 0 ? -1 : Number.parseInt(stat.toString('latin1', at + 11, at + 31), 10)
}
