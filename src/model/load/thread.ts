import type { Missing } from '../../source.ts'
import type { Counter, Ticks } from '../../units.ts'

/** One thread at one look: what the load average may count. The load counts threads, not processes. */
export interface ThreadLook {
  readonly tid: number
  /** Its process (thread group). */
  readonly pid: number
  readonly ppid: number
  /** Of the thread. With the ids it names a thread for good: ids are used again. */
  readonly starttime: Ticks
  /** Of its process, that is of the leader thread. */
  readonly processStarttime: Ticks
  readonly comm: string
  /** argv, or comm until argv is read. */
  readonly command: string
  /** One letter: R S D T t Z X P I. */
  readonly state: string
  /** PF_* of include/linux/sched.h. */
  readonly flags: number
  /** The CPU it last ran on. */
  readonly processor: number | null
  /** SCHED_* of include/uapi/linux/sched.h. */
  readonly policy: number
  /**
   * The kernel function it sleeps in, from /proc/PID/task/TID/wchan. Null: the kernel says `0` to one who may know.
   * Missing 'denied': the kernel says `0` because the reader may not know; see seenWchan().
   */
  readonly wchan: string | null | Missing
  /** Lines of /proc/PID/stack, innermost first; only for root (CAP_SYS_ADMIN). */
  readonly stack: readonly string[] | null
  /** Time waiting for a CPU and time on one, from /proc/PID/task/TID/schedstat. Read of R threads only. */
  readonly waitNs: Counter<'ns'> | null
  readonly runNs: Counter<'ns'> | null
  /** Its cgroup: v2, or the one of the cpu controller in v1. */
  readonly cgroup: string | null
  /** It stands still with its cgroup. The v1 freezer leaves most in D where they slept, v2 shows them in S. */
  readonly frozen: boolean
}

/** Names a thread as long as it lives and no other one ever. */
export function threadKey(thread: Pick<ThreadLook, 'tid' | 'starttime'>): string {
  return `${thread.tid}:${thread.starttime}`
}

export function processKey(thread: Pick<ThreadLook, 'pid' | 'processStarttime'>): string {
  return `${thread.pid}:${thread.processStarttime}`
}

/**
 * What a wchan file says, told apart. The kernel prints `0` both for "no function" and for "not for you", and only the
 * reader's rights tell which: it must be the owner or have CAP_SYS_PTRACE (fs/proc/base.c proc_pid_wchan).
 */
export function seenWchan(file: string, mayRead: boolean): string | null | Missing {
  const said = file.trim()
  if (said !== '0' && said !== '') return said
  return mayRead ? null : HIDDEN
}

/** The one Missing of every hidden wchan. */
export const HIDDEN: Missing = {
  missing: 'denied',
  source: '/proc/[pid]/task/[tid]/wchan',
  why: 'the kernel hides where processes of other users wait, and those that are not dumpable',
  remedy: 'it needs CAP_SYS_PTRACE: run as root, or with that capability where root has not got it (containers)',
}
