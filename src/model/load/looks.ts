import type { Process, Processes } from '../../sample/process.ts'
import { rowOf } from '../../sample/process.ts'
import type { Thread } from '../../sample/threads.ts'
import { isMissing, type Reading, valueOf } from '../../source.ts'
import { commandOf } from '../command.ts'
import { cpuCgroup } from './cgroups.ts'
import { mayRead, type Reader } from './rights.ts'
import { HIDDEN, type ThreadLook } from './thread.ts'

/** Whether a process stands still with its cgroup. */
type Frozen = (process: Process) => boolean

const PF_FORKNOEXEC = 0x00000040

/**
 * The threads that can matter for the load: those that do not merely sleep, and of those that do the frozen ones, children that may hold
 * a vfork parent (where anybody sleeps in D), and the others of a process whose leader has ended. `frozen`: null where nothing is.
 */
export function looksOf(processes: Processes, reader: Reader, frozen: Frozen | null): readonly ThreadLook[] {
  const anyStuck = isAnyStuck(processes)
  const matters = (state: string, row: Process) =>
    state !== 'S' || (anyStuck && (row.stat.flags & PF_FORKNOEXEC) !== 0) || frozen?.(row) === true
  const looks: ThreadLook[] = []
  for (const row of processes.rows) {
    const threads = processes.threads.get(row.pid)
    if (!threads || threads.length === 0) {
      if (matters(row.stat.state, row)) looks.push(ofProcess(row, reader, frozen))
      continue
    }
    const all = row.stat.state === 'Z'
    for (const thread of threads)
      if (all || matters(thread.stat.state, row)) looks.push(ofThread(row, thread, reader, frozen))
  }
  return looks
}

function isAnyStuck({ rows, threads }: Processes): boolean {
  if (rows.some(({ stat }) => stat.state === 'D')) return true
  for (const all of threads.values()) if (all.some(({ stat }) => stat.state === 'D')) return true
  return false
}

/** The same threads at the look before, for their run time since. */
export function earlierLooks(
  processes: Processes | null,
  looks: readonly ThreadLook[],
  reader: Reader,
): readonly ThreadLook[] {
  if (!processes) return []
  const earlier: ThreadLook[] = []
  for (const { pid, tid, state } of looks) {
    const row = state === 'R' ? processes.rows[rowOf(processes.rows, pid)] : undefined
    const thread = row && processes.threads.get(pid)?.find((one) => one.tid === tid)
    if (row && thread) earlier.push(ofThread(row, thread, reader, null))
    else if (row && tid === pid) earlier.push(ofProcess(row, reader, null))
  }
  return earlier
}

function ofProcess(row: Process, reader: Reader, frozen: Frozen | null): ThreadLook {
  return look(row, row.stat, row.pid, row.more.wchan, row.more.stack, row.more.schedstat, reader, frozen)
}

function ofThread(row: Process, thread: Thread, reader: Reader, frozen: Frozen | null): ThreadLook {
  return look(
    row,
    thread.stat,
    thread.tid,
    thread.wchan ?? undefined,
    thread.stack ?? undefined,
    thread.schedstat ?? undefined,
    reader,
    frozen,
  )
}

function look(
  row: Process,
  stat: Process['stat'],
  tid: number,
  wchan: Process['more']['wchan'],
  stack: Process['more']['stack'],
  schedstat: Process['more']['schedstat'],
  reader: Reader,
  frozen: Frozen | null,
): ThreadLook {
  const times = valueOf(schedstat)
  const sleeps = stat.state === 'D'
  return {
    tid,
    pid: row.pid,
    ppid: stat.ppid,
    starttime: stat.starttime,
    processStarttime: row.stat.starttime,
    comm: stat.comm,
    command: commandOf(row),
    state: stat.state,
    flags: stat.flags,
    processor: stat.processor,
    policy: stat.policy,
    // What a record holds of a sleep that is over is not asked.
    wchan: sleeps ? reason(wchan, stack, row, reader) : null,
    stack: sleeps ? valueOf(stack) : null,
    waitNs: times?.wait ?? null,
    runNs: times?.run ?? null,
    cgroup: cpuCgroup(row),
    frozen: frozen?.(row) === true,
  }
}

function reason(
  wchan: Reading<string | null> | undefined,
  stack: Reading<readonly string[]> | undefined,
  row: Process,
  reader: Reader,
): ThreadLook['wchan'] {
  const name = valueOf(wchan)
  if (name !== null) return name
  if (wchan && isMissing(wchan) && wchan.missing !== 'denied') return wchan
  const told = (valueOf(stack)?.length ?? 0) > 0
  return told || mayRead(reader, row) ? null : HIDDEN
}
