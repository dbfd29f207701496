import { readFile } from 'node:fs/promises'
import { getSystemErrorName } from 'node:util'
import type { Target } from '../effect.ts'
import { Executing, tellsText } from '../host/executing.ts'
import { openProcess, type ProcessFd } from '../native/process-fd.ts'
import { wait } from '../wait.ts'

/** ms: the stat of a process that hangs in execve is never answered. */
const PATIENCE = 500
const MOST_TOLD = 3

/** Acts on one process; an errno as Node spells it, or null: done. `fd` null: there are no pidfds. */
export type Act = (pid: number, fd: ProcessFd | null) => string | null

export interface Acted {
  /** One line that says what came of it: `SIGTERM sent to 12`. */
  readonly told: string
  readonly done: readonly Target[]
}

/** Acts on each if it is still the process that was chosen. */
export async function eachTarget(what: string, verb: string, targets: readonly Target[], act: Act): Promise<Acted> {
  const done: Target[] = []
  const failed: string[] = []
  for (const target of targets) {
    const why = await one(target, act)
    if (why === null) done.push(target)
    else failed.push(`${target.pid}: ${why}`)
  }
  const whom = targets.length === 1 ? `${targets[0]?.pid}` : `${done.length} of ${targets.length} processes`
  if (failed.length === 0) return { told: `${what} ${verb} to ${whom}`, done }
  const begin = `${what} ${done.length === 0 ? `not ${verb}` : `${verb} to ${whom}`}`
  return { told: `${begin}; ${failed.slice(0, MOST_TOLD).join(', ')}`, done }
}

/** Opened first and looked at then: from there on the pid cannot become another's. Null: it was done. */
async function one({ pid, start }: Target, act: Act): Promise<string | null> {
  const fd = openProcess(pid)
  if (typeof fd === 'number') return said(getSystemErrorName(-fd))
  try {
    const now = await lookAgain(pid)
    if (typeof now === 'string') return said(now)
    if (now.start !== start) return 'it has ended, another process has the pid'
    const errno = act(pid, fd)
    return errno === null ? null : said(errno)
  } catch (error) {
    return said(codeOf(error))
  } finally {
    fd?.close()
  }
}

/** Fields 3 and 22 of stat. */
export interface Again {
  readonly state: string
  /** Ticks since boot. */
  readonly start: number
}

/** Who has the pid now; or an errno. */
export async function lookAgain(pid: number): Promise<Again | string> {
  // The read would be left behind, and a read that is blocked holds up the end of the program.
  if (tellsText() && new Executing().holds(pid, `/proc/${pid}`)) return 'ETIMEDOUT'
  const read = readFile(`/proc/${pid}/stat`, 'latin1').then((stat) => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', start: Number(fields[19]) }
  }, codeOf)
  return Promise.race([read, wait(PATIENCE, false).then(() => 'ETIMEDOUT')])
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
