import { readlinkSync } from 'node:fs'
import { errnoOf } from './procfs.ts'

/**
 * Whether the pids of /proc are ours to use in calls. In a PID namespace of its own with the /proc of another one (`unshare --pid`
 * without --mount-proc, a container with the host's /proc) the same number is another process: its CPU clock, its descriptors, and
 * whoever a signal would hit. pid_namespaces(7), "/proc and PID namespaces"
 */
export function isOwnProc(proc = '/proc'): boolean {
  try {
    return readlinkSync(`${proc}/self`) === String(process.pid)
  } catch (error) {
    // Not among its processes at all.
    errnoOf(error)
    return false
  }
}
