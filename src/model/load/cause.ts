/** Why a thread sleeps in state D. */
export type SleepCause =
  | 'd_block'
  | 'd_filesystem'
  | 'd_dirty'
  | 'd_network_fs'
  | 'd_reclaim'
  | 'd_lock'
  | 'd_other'
  | 'd_hidden'

/** Why the load average counts a thread. They add up to the number of threads it counts. */
export type Cause = 'on_cpu' | 'waiting' | SleepCause

/** What looks busy and is not counted. */
export type Uncounted = 'idle' | 'frozen' | 'throttled' | 'stopped' | 'zombie'

interface Word {
  readonly title: string
  readonly says: string
}

/** In the order they are shown. */
export const CAUSES: Readonly<Record<Cause, Word>> = {
  on_cpu: { title: 'on CPU', says: 'runs on a CPU' },
  waiting: { title: 'waiting for a CPU', says: 'could run, but another thread has the CPU' },
  d_block: { title: 'block I/O', says: 'waits until a disk has read or written' },
  d_filesystem: { title: 'file system', says: 'waits for the journal, metadata or a directory of a file system' },
  d_dirty: { title: 'dirty throttling', says: 'wrote faster than the disk and is made to pause' },
  d_network_fs: {
    title: 'network file system',
    says: 'waits for a file server, or for the program behind a FUSE mount',
  },
  d_reclaim: { title: 'memory reclaim', says: 'must free memory before it gets some' },
  d_lock: { title: 'kernel lock', says: 'waits until another thread leaves a part of the kernel' },
  d_other: { title: 'other', says: 'sleeps in the kernel for a reason that is not I/O, or that is not known' },
  d_hidden: { title: 'hidden', says: 'sleeps in the kernel; only root or its owner may know why' },
}

export const CAUSE_KEYS = Object.keys(CAUSES) as readonly Cause[]

/** In the order they are shown. */
export const UNCOUNTED: Readonly<Record<Uncounted, Word>> = {
  idle: { title: 'idle kernel thread', says: 'a kernel thread without work (state I)' },
  frozen: { title: 'frozen', says: 'stands still with its cgroup' },
  throttled: { title: 'throttled', says: 'looks runnable, but its cgroup has used up its CPU quota' },
  stopped: { title: 'stopped', says: 'stopped by a signal or a debugger (states T and t)' },
  zombie: { title: 'zombie', says: 'has ended; its parent has not asked for its exit status' },
}

export const UNCOUNTED_KEYS = Object.keys(UNCOUNTED) as readonly Uncounted[]

/** One number for each key. */
export function tally<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>
}
