import type { CpuClock } from '../native/clocks.ts'
import type { Nanos } from '../units.ts'
import type { BlockingReads } from './blocking.ts'
import type { HeldFiles } from './held.ts'
import { BLOCKING, type PidFile, type Plan, type ProcessPlan, type Sink } from './host.ts'
import { errnoOf, listNumbers, readFolder, readPidFile, readWhole, SPECIAL } from './procfs.ts'
import { absentAs, readBlocking } from './read-blocking.ts'

/** Where a plan is answered from: a folder with `proc` (and `sys`) in it, and what only a live machine has. */
export interface Machine {
  /** '' for this machine; otherwise the folder that stands for /. */
  readonly root: string
  now(): Nanos
  readonly clock: CpuClock | null
  listPids(proc: string): Int32Array
  /** The pids may be taken as they were while the kernel's fork count stands still (not under hidepid or lxcfs). */
  readonly forksTell: boolean
  /** What an absent file means: a machine lacks it, a capture does not have it. */
  readonly absent: 'ENOENT' | 'NOT_CAPTURED'
  readonly special: Partial<Record<PidFile, (dir: string) => Buffer>>
  /** Files that stay open between ticks. Null: open anew each time. */
  readonly held: HeldFiles | null
  readonly blocking: BlockingReads
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
    const at = machine.now()
    try {
      const bytes = path.endsWith('/') ? readFolder(machine.path(path)) : readWhole(machine.path(path))
      if (path === '/proc/stat') forks = forkCount(bytes)
      sink.bytes(at, 0, path, bytes)
    } catch (error) {
      sink.fail(at, 0, path, errno(machine, error))
    }
    const pause = turn()
    if (pause) await pause
  }
  if (plan.processes) await collectProcesses(machine, plan.processes, forks, sink, turn)
}

async function collectProcesses(
  machine: Machine,
  plan: ProcessPlan,
  forks: number,
  sink: Sink,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  const read = (pid: number, file: PidFile) =>
    file === 'task' ? readTasks(machine, sink, pid, turn) : readOne(machine, plan, sink, pid, file)
  if (!plan.probe) {
    for (const [pid, files] of plan.always) {
      for (const file of files) await read(pid, file)
      const pause = turn()
      if (pause) await pause
    }
    return readDear(machine, plan, sink, turn)
  }
  const known = plan.known
  const still = known !== null && forks >= 0 && machine.forksTell && machine.clock !== null && forks === known.forks
  const listed = still ? known.pids : machine.listPids(`${machine.root}/proc`)
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
      if (!moved && !always) continue
    }
    if (moved) {
      for (const file of plan.moved) readOne(machine, plan, sink, pid, file)
      for (const file of plan.own?.get(pid) ?? []) if (!always?.includes(file)) readOne(machine, plan, sink, pid, file)
    }
    if (always) {
      for (const file of always) {
        const wait = moved && plan.moved.includes(file) ? undefined : read(pid, file)
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
  await readDear(machine, plan, sink, turn)
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
): Promise<void> {
  const blocking = readBlocking(machine, plan, sink)
  let spent = 0
  for (const { pid, file } of plan.dear) {
    if (BLOCKING.has(file)) continue
    const before = performance.now()
    readOne(machine, plan, sink, pid, file)
    spent += performance.now() - before
    if (spent > plan.budget.cpu) break
    const pause = turn()
    if (pause) await pause
  }
  await blocking
}

function readOne(machine: Machine, plan: ProcessPlan, sink: Sink, pid: number, file: PidFile): void {
  const dir = machine.path(`/proc/${pid}`)
  const at = machine.now()
  let bytes: Buffer
  try {
    const special = machine.special[file] ?? SPECIAL[file]
    if (special) bytes = special(dir)
    else bytes = (isHeld(file) ? machine.held?.read(dir, pid, file) : null) ?? readPidFile(dir, file)
  } catch (error) {
    // What is held is of a process that ended: the pid may be another's by now.
    if (isHeld(file) && machine.held?.release(pid)) readOne(machine, plan, sink, pid, file)
    else sink.fail(at, pid, file, errno(machine, error))
    return
  }
  const stuck = file === 'stat' && isUninterruptible(bytes)
  sink.bytes(at, pid, file, bytes)
  // The reason is only worth something when it is read beside the state.
  if (stuck) readReason(machine, sink, pid, dir, '')
}

/** A process may have thousands: the keyboard has its turn between them too. */
async function readTasks(
  machine: Machine,
  sink: Sink,
  pid: number,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  const dir = machine.path(`/proc/${pid}`)
  let tids: number[]
  try {
    tids = listNumbers(`${dir}/task`)
  } catch (error) {
    return sink.fail(machine.now(), pid, 'task', errno(machine, error))
  }
  sink.bytes(machine.now(), pid, 'task', Buffer.from(tids.join(' ')))
  for (const tid of tids) {
    let stuck = false
    for (const file of ['stat', 'schedstat']) {
      const at = machine.now()
      try {
        const bytes = readPidFile(`${dir}/task/${tid}`, file)
        if (file === 'stat') stuck = isUninterruptible(bytes)
        sink.bytes(at, pid, `task/${tid}/${file}`, bytes)
      } catch (error) {
        sink.fail(at, pid, `task/${tid}/${file}`, errno(machine, error))
      }
    }
    if (stuck) readReason(machine, sink, pid, `${dir}/task/${tid}`, `task/${tid}/`)
    const pause = turn()
    if (pause) await pause
  }
}

function readReason(machine: Machine, sink: Sink, pid: number, dir: string, prefix: string): void {
  for (const file of ['wchan', 'stack']) {
    const at = machine.now()
    try {
      sink.bytes(at, pid, prefix + file, readPidFile(dir, file))
    } catch (error) {
      sink.fail(at, pid, prefix + file, errno(machine, error))
    }
  }
}

/** The state letter follows the last `)`. */
function isUninterruptible(stat: Buffer): boolean {
  return stat[stat.lastIndexOf(0x29) + 2] === 0x44
}

/** `processes N` of /proc/stat: forks since boot. −1: not there. */
function forkCount(stat: Buffer): number {
  const at = stat.lastIndexOf('\nprocesses ')
  return at < 0 ? -1 : Number.parseInt(stat.toString('latin1', at + 11, at + 31), 10)
}

function errno(machine: Machine, error: unknown): string {
  return absentAs(machine, errnoOf(error))
}

function isHeld(file: PidFile): file is 'stat' | 'statm' {
  return file === 'stat' || file === 'statm'
}
