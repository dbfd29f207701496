import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { getSystemErrorName } from 'node:util'
import type { Target } from '../effect.ts'
import { Executing, tellsText } from '../host/executing.ts'
import { openProcess, type ProcessFd } from '../native/process-fd.ts'

/** ms: the stat of a process that hangs in execve is never answered. */
const PATIENCE = 500
const MOST_TOLD = 3

/** Acts on one process; an errno as Node spells it, or null: done. `fd` null: there are no pidfds. */
export type Act = (pid: number, fd: ProcessFd | null) => string | null

/** Acts on each if it is still the process that was chosen; one line that says what came of it: `SIGTERM sent to 12`. */
export async function eachTarget(what: string, done: string, targets: readonly Target[], act: Act): Promise<string> {
  const failed: string[] = []
  for (const target of targets) {
    const why = await one(target, act)
    if (why !== null) failed.push(`${target.pid}: ${why}`)
  }
  const count = targets.length - failed.length
  const whom = targets.length === 1 ? `${targets[0]?.pid}` : `${count} of ${targets.length} processes`
  if (failed.length === 0) return `${what} ${done} to ${whom}`
  return `${what} ${count === 0 ? `not ${done}` : `${done} to ${whom}`}; ${failed.slice(0, MOST_TOLD).join(', ')}`
}

/** Opened first and looked at then: from there on the pid cannot become another's. Null: it was done. */
async function one({ pid, start }: Target, act: Act): Promise<string | null> {
  const fd = openProcess(pid)
  if (typeof fd === 'number') return said(getSystemErrorName(-fd))
  try {
    const now = await startOf(pid)
    if (typeof now === 'string') return said(now)
    if (now !== start) return 'it has ended, another process has the pid'
    const errno = act(pid, fd)
    return errno === null ? null : said(errno)
  } catch (error) {
    return said(codeOf(error))
  } finally {
    fd?.close()
  }
}

/** Ticks since boot, field 22 of stat; or an errno. */
async function startOf(pid: number): Promise<number | string> {
  // The read would be left behind, and a read that is blocked holds up the end of the program.
  if (tellsText() && new Executing().holds(pid, `/proc/${pid}`)) return 'ETIMEDOUT'
  const read = readFile(`/proc/${pid}/stat`, 'latin1').then(
    (stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]),
    codeOf,
  )
  return Promise.race([read, wait(PATIENCE, 'ETIMEDOUT', { ref: false })])
}

function said(errno: string): string {
  if (errno === 'ESRCH' || errno === 'ENOENT') return 'it has ended'
  if (errno === 'EPERM' || errno === 'EACCES') return 'no right: run as root, or as its owner'
  return errno === 'ETIMEDOUT' ? 'it cannot be read, so it is not known to be the same' : errno
}

/** The errno; anything else thrown is our bug and goes on up. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'info' in error && typeof Object(error.info).code === 'string')
    return Object(error.info).code
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  throw error
}
