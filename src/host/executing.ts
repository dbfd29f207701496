import { errnoOf, readPidFile } from './procfs.ts'

/**
 * Processes in the middle of execve(2). From taking its new address space until that is set up a process holds its exec_update_lock, and
 * whoever reads what that lock guards sleeps, deaf to all signals but SIGKILL, until it lets go. Mostly that takes 0.1 ms; it is for ever
 * where a close-on-exec descriptor is of a dead FUSE or NFS mount: close() asks the server to flush. Kernel: fs/exec.c begin_new_exec
 *
 * Measured on Linux 6.18 with a FUSE server that never answers FLUSH. These block: stat, task/TID/stat, io, wchan, stack, syscall,
 * environ, maps, smaps*, numa_maps, auxv, personality, exe, cwd, root, ns/*, fd/*, fdinfo/*. These answer: statm, status, schedstat, sched, oom_*,
 * cgroup, limits, comm, timers, lists of task, fd and ns, the folder's owner, the CPU clock; cmdline is empty.
 *
 * statm tells: an address space with no program text yet. Whoever's CPU clock moved is asked for it before anything else of it is read;
 * one whose clock stands still cannot have begun an execve since it was last read without blocking. What remains are the microseconds
 * between its statm and the read that follows.
 */
export class Executing {
  readonly #pids = new Set<number>()

  /** Those of an earlier look that are gone are forgotten: their numbers may be others' by now. */
  among(pids: Int32Array): void {
    for (const pid of this.#pids) if (!pids.includes(pid)) this.#pids.delete(pid)
  }

  /** Whether it was found so at the last look. */
  has(pid: number): boolean {
    return this.#pids.size > 0 && this.#pids.has(pid)
  }

  /** What its statm says, which was read this moment. */
  sees(pid: number, statm: Buffer): boolean {
    const isExecuting = isBeforeText(statm)
    if (isExecuting) this.#pids.add(pid)
    else if (this.#pids.size > 0) this.#pids.delete(pid)
    return isExecuting
  }

  /** Asks it. */
  holds(pid: number, dir: string): boolean {
    try {
      return this.sees(pid, readPidFile(dir, 'statm'))
    } catch (error) {
      // It ended, or may not be read: the read that follows says so.
      errnoOf(error)
      this.#pids.delete(pid)
      return false
    }
  }
}

/** Whether it can be seen at all: we are not in the middle of execve, and gVisor says of everybody that there is no text. */
export function tellsText(self = '/proc/self'): boolean {
  return !isBeforeText(readPidFile(self, 'statm'))
}

/** `size resident shared text …` in pages. Kernel threads and zombies have no address space: all 0. */
function isBeforeText(statm: Buffer): boolean {
  if (statm[0] === ZERO) return false
  let spaces = 0
  for (let at = 0; at < statm.length; at++)
    if (statm[at] === SPACE && ++spaces === 3) return statm[at + 1] === ZERO && statm[at + 2] === SPACE
  return false
}

const SPACE = 0x20
const ZERO = 0x30
