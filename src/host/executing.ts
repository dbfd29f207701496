import { errnoOf, readPidFile } from './procfs.ts'

/**
 * Processes in the middle of execve(2). From taking its new address space until that is set up a process holds its exec_update_lock, and
 * whoever reads what that lock guards sleeps, deaf to all signals but SIGKILL, until it lets go. Mostly that takes 0.1 ms; it is for ever
 * where a close-on-exec descriptor is of a dead FUSE or NFS mount: close() asks the server to flush. Kernel: fs/exec.c begin_new_exec
 *
 * Measured on Linux 6.18 with a FUSE server that never answers FLUSH. These block: stat, task/TID/stat, io, wchan, stack, syscall,
 * environ, maps, smaps*, numa_maps, auxv, personality, exe, cwd, root, ns/*. These answer: statm, status, schedstat, sched, oom_*,
 * cgroup, limits, comm, timers, lists of task, fd and ns, the folder's owner, the CPU clock; cmdline is empty.
 *
 * statm tells: an address space with no program text yet. Only a process that nobody has read yet is asked, 6 µs each: one whose
 * CPU clock stands still was read without blocking since, and cannot have begun an execve. What remains is one that begins it
 * between two looks and never ends it: native/watchdog.ts.
 */
export class Executing {
  readonly #pids = new Set<number>()
  #seen: Int32Array = new Int32Array(0)
  #last: Int32Array = new Int32Array(0)
  #cursor = 0

  /** A look at these, ascending: who is new among them is asked first. */
  begin(pids: Int32Array): void {
    this.#last = this.#seen
    this.#seen = pids
    this.#cursor = 0
    for (const pid of this.#pids) if (!pids.includes(pid)) this.#pids.delete(pid)
  }

  /** Whether this one of the look, asked of all in ascending order, has to be asked before it is read. */
  suspects(pid: number): boolean {
    if (this.#last === this.#seen && this.#pids.size === 0) return false
    return this.#isNew(pid) || this.#pids.has(pid)
  }

  /** Whether it was found so at the last look. */
  has(pid: number): boolean {
    return this.#pids.size > 0 && this.#pids.has(pid)
  }

  /** Asks it. */
  holds(pid: number, dir: string): boolean {
    try {
      if (isBeforeText(readPidFile(dir, 'statm'))) {
        this.#pids.add(pid)
        return true
      }
    } catch (error) {
      // It ended, or may not be read: the read that follows says so.
      errnoOf(error)
    }
    this.#pids.delete(pid)
    return false
  }

  #isNew(pid: number): boolean {
    const last = this.#last
    while (this.#cursor < last.length && (last[this.#cursor] as number) < pid) this.#cursor++
    return last[this.#cursor] !== pid
  }
}

/** Whether it can be seen at all: we are not in the middle of execve, and gVisor says of everybody that there is no text. */
export function tellsText(self = '/proc/self'): boolean {
  return !isBeforeText(readPidFile(self, 'statm'))
}

/** `size resident shared text …` in pages. Kernel threads and zombies have no address space: all 0. */
function isBeforeText(statm: Buffer): boolean {
  const [size, , , text] = statm.toString('latin1').split(' ', 4)
  return size !== '0' && text === '0'
}
