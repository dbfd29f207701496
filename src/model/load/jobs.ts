import type { Process } from '../../sample/process.ts'
import { rowOf } from '../../sample/process.ts'
import { cgroupOf } from '../cgroup-of.ts'
import type { Snapshot } from '../snapshot.ts'

/** Which processes belong together: what one would stop, renice or limit as one thing. */
export interface Jobs {
  /** The same for all of a job. */
  readonly keyOf: (process: Process) => string
  /** The cgroup that is this job and no more; null: it is not known by one. */
  readonly cgroupOf: (process: Process) => string | null
  /** The first process of the job that is in sight; the process itself where none is. */
  readonly leaderOf: (process: Process) => Process
}

/** init and kthreadd are parents of everything. */
const LAST_COMMON_PARENT = 2
/** A login holds everything its user starts. */
const LOGIN = /(^|\/)(session-[^/]*\.scope|user@?[^/]*\.slice|init\.scope)$/

/**
 * A cgroup is a job, but for the root, a login, and the one whytop runs in itself: that is all of a container. Within those a process
 * group is, which is what a shell started with one command or a daemon began; groups with leaders of one name and one parent
 * (the sessions of a database) are one job.
 */
export function jobsOf({ samples, facts }: Pick<Snapshot, 'samples' | 'facts'>): Jobs {
  const rows = samples.after.processes?.rows ?? []
  const find = (pid: number): Process | null => rows[rowOf(rows, pid)] ?? null
  const self = facts.self === null ? null : find(facts.self)
  const own = self && cgroupOf(self)
  const cgroup = (process: Process) => {
    const path = cgroupOf(process)
    return path === null || path === '/' || path === own || LOGIN.test(path) ? null : path
  }
  const leaderOf = (process: Process) => find(process.stat.pgrp) ?? process
  return {
    cgroupOf: cgroup,
    leaderOf,
    keyOf: (process) => {
      const path = cgroup(process)
      if (path !== null) return path
      const { pid, stat } = leaderOf(process)
      return stat.ppid > LAST_COMMON_PARENT && pid === process.stat.pgrp
        ? `${stat.comm} of ${stat.ppid}`
        : `job ${process.stat.pgrp}`
    },
  }
}
