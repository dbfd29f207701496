import type { KernelLogAsked, SocketRequest } from '../source.ts'
import type { Bytes, Nanos, Seconds } from '../units.ts'

/**
 * The only door to a machine. Four hosts fit behind it: the live machine (local.ts), a captured tree (tree.ts), and later
 * a recording and a machine at the far end of ssh; nothing above can tell which.
 *
 * One tick is one Plan, answered into a Sink in one go: the host never asks back, so a remote host needs one round trip
 * and a recording is the list of the Sink's calls.
 */
export interface Host {
  readonly facts: HostFacts
  /**
   * Answers the plan. Awaits `turn()` between reads whenever it returns a promise, so that the keyboard gets its turn.
   * Rejects only when the machine itself is lost.
   */
  collect(plan: Plan, sink: Sink, turn: () => Promise<void> | undefined): Promise<void>
  /** Lets go of what is held open. Returns true when a read is still blocked in the kernel: then a normal exit would hang. */
  close(): boolean
}

export interface HostFacts {
  /** For `host` in JSON and the header: the machine's name, or the folder of a captured tree. */
  readonly name: string
  /** Of a tree as its processes tell it (page-size.ts), and 4096 where none does: then no process has a size either. */
  readonly pageSize: Bytes
  /** Length of a kernel tick (1 / USER_HZ). Of a tree that of all machines Node 20 runs on: 0.01. */
  readonly tick: Seconds
  readonly clock: 'live' | 'replayed'
  /** Where the clock of the samples stood at the boot, the time suspended left out: CLOCK_MONOTONIC was 0 then. Left out: a capture. */
  readonly booted?: Nanos
  /** Whether CPU clocks of processes can be read without their files (native/clocks.ts). */
  readonly clocks: boolean
  /** When the last instant of a capture was taken, which is the one that is shown; null: now. ISO 8601. */
  readonly captured: string | null
  /** Our own pid, to tell its cost; null where whytop is not among the processes. */
  readonly self: number | null
  /** Effective uid of the reader: what it may not read is told with a remedy. */
  readonly uid: number | null
}

/**
 * What of a process can be asked for. Most are the file of that name; some stand for something else:
 * `owner` the effective uid as digits · `fd`, `ns` links as lines `NAME -> TARGET` · `task` every thread: its `stat`, `schedstat`,
 * and `wchan` where the stat says D · `task_wchan` the `wchan` of every thread, after `task` · `sockets` those among its descriptors, as lines
 * `FD INODE` · `smaps_swap` smaps, of which only the mappings with swap are kept.
 */
export type PidFile =
  | 'stat'
  | 'statm'
  | 'status'
  | 'owner'
  | 'io'
  | 'wchan'
  | 'schedstat'
  | 'oom_score'
  | 'oom_score_adj'
  | 'cgroup'
  | 'limits'
  | 'comm'
  | 'exe'
  | 'cwd'
  | 'root'
  | 'stack'
  | 'syscall'
  | 'fd'
  | 'sockets'
  | 'ns'
  | 'task'
  | 'task_wchan'
  | 'cmdline'
  | 'environ'
  | 'smaps_rollup'
  | 'smaps'
  | 'smaps_swap'
  | 'numa_maps'

/** Reads that take the target's mmap lock and so may never come back: asked off the main thread, two at once, with a deadline. */
export const BLOCKING: ReadonlySet<PidFile> = new Set<PidFile>([
  'cmdline',
  'environ',
  'smaps_rollup',
  'smaps',
  'smaps_swap',
  'numa_maps',
])

/** The errno of what is not read of a process that is in the middle of execve(2), lest the reader never comes back: executing.ts. */
export const IN_EXECVE = 'IN_EXECVE'

/** The errno of what is not read off the main thread because two reads of other processes are blocked there. */
export const OTHERS_BLOCK = 'OTHERS_BLOCK'

/** One tick's wants as plain data, made from the last sample and from what is looked at. */
export interface Plan {
  /**
   * Plain files by absolute path, in this order: '/proc/stat' first. A path that ends in `/` is a folder: what is in it, a line each,
   * `NAME` or `NAME -> TARGET` for a link. `statfs:/mnt` asks how full a mount is, `statfs-remote:/mnt` and of FUSE `statfs-program:/mnt`
   * one that may never answer.
   * `count:/proc/PID/fd` asks how many names a folder of a process has, `lines:/proc/PID/maps` how many lines a file that may block.
   * `netns:` asks which network namespaces processes are in (net-namespaces.ts), `netns:PID` which one a process is in.
   */
  readonly files: readonly string[]
  /** Sockets and the kernel log, after the files. */
  readonly dumps?: readonly Dumped[]
  /** Null: do not look at processes at all. */
  readonly processes: ProcessPlan | null
}

/**
 * Answered under `path` in pieces of whole records: messages of sock_diag, or lines of /proc/net/tcp and tcp6. An empty piece ends it.
 * There may be sockets among them that were not asked for: those of other states, which another dump of the plan wants.
 */
export interface SocketDump {
  readonly path: string
  readonly request: SocketRequest
}

/** The kernel log: records as /dev/kmsg has them, ascending, whole ones in each piece. An empty piece ends it. */
export interface KernelLogDump {
  readonly path: string
  readonly request: KernelLogAsked
}

export interface Dumped {
  readonly path: string
  readonly request: SocketRequest | KernelLogAsked
}

export interface ProcessPlan {
  /** False: the last probe holds and is not pushed again; only `always` and `dear` are read, for what came into sight since. */
  readonly probe: boolean
  /** Ascending pids as last listed, with the fork count then; null: list /proc. The host lists again where a fork happened since. */
  readonly known: { readonly pids: Int32Array; readonly clocks: Float64Array; readonly forks: number } | null
  /** Read, after its statm, of a process whose CPU clock moved since `known.clocks` (NaN counts as moved), or of every one where there are no clocks. */
  readonly moved: readonly PidFile[]
  /** Read of these beside `moved`, where their clock moved: what changes by the process' own doing (owner, io). */
  readonly own?: ReadonlyMap<number, readonly PidFile[]>
  /** Read of these whatever their clock says: visible rows, those that were R or D, orphans, the 1/32 whose turn it is. */
  readonly always: ReadonlyMap<number, readonly PidFile[]>
  /** Wanted in order of worth: cut at the budget, and what is cut is asked for again. */
  readonly dear: readonly {
    readonly pid: number
    readonly file: PidFile
    /** A read that blocks may take longer than this plan: its answer is then pushed with a later one that asks for it again. */
    readonly patient?: boolean
  }[]
  readonly budget: {
    /** ms of CPU for `dear`. */
    readonly cpu: number
    /** ms until a read that blocks is answered with ETIMEDOUT, each by itself. */
    readonly wait: number
    /** ms after which no other read that may block is begun. */
    readonly batch: number
  }
}

/** The answer, pushed in the order: files, dumps, pids, what moved, always, dear. A sample is a fold over these calls. */
export interface Sink {
  /** Ascending. Clocks in ns, NaN: gone; null: this host has no clocks. */
  pids(at: Nanos, pids: Int32Array, clocks: Float64Array | null): void
  /**
   * `pid` 0: `path` is a plain file's. Otherwise `path` is a PidFile, or `task/TID/FILE` for a thread.
   * The bytes are lent until the call returns: parse now.
   */
  bytes(at: Nanos, pid: number, path: string, bytes: Buffer): void
  /** `errno` as Node spells it: 'ENOENT', 'EACCES', 'ETIMEDOUT' …, 'NOT_CAPTURED' in a captured tree, IN_EXECVE, OTHERS_BLOCK. */
  fail(at: Nanos, pid: number, path: string, errno: string): void
}
