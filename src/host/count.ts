import { statSync } from 'node:fs'
import { numbersIn } from '../native/list-pids.ts'
import type { Machine } from './collect.ts'
import type { Sink } from './host.ts'
import { errnoOf } from './procfs.ts'
import { isExecuting } from './read-blocking.ts'

/** A plan's path for how many there are: `count:` names in a folder of a process, `lines:` of a file of it that may block. */
const PATH = /^(count|lines):(\/proc\/(\d+)\/\w+)$/
const NEWLINE = 0x0a
/** ms until a read counts as blocked. */
const WAIT = 100
const EVERY = 32

export function isCount(path: string): boolean {
  return PATH.test(path)
}

/** The number is all that is told of a table that may have a million rows. A copied tree has none of them. */
export async function collectCounts(
  machine: Machine,
  paths: readonly string[],
  sink: Sink,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  const told = paths.length > 0 && machine.root === '' && statSync('/proc/self/fd').size > 0
  let asked = 0
  for (const path of paths) {
    const [, kind, at = '', pid] = PATH.exec(path) ?? []
    if (machine.root !== '') sink.fail(machine.now(), 0, path, 'NOT_CAPTURED')
    else if (kind === 'lines') await askLines(machine, path, at, Number(pid), sink)
    else await askCount(machine, path, at, told, sink, turn)
    const pause = ++asked % EVERY === 0 ? turn() : undefined
    if (pause) await pause
  }
}

/** Since Linux 6.2 the size of /proc/PID/fd is how many there are: fs/proc/fd.c proc_fd_getattr. Before, they are listed. */
async function askCount(
  machine: Machine,
  path: string,
  at: string,
  told: boolean,
  sink: Sink,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  const when = machine.now()
  try {
    const known = told ? statSync(at).size : await listed(at, turn)
    sink.bytes(when, 0, path, Buffer.from(String(known)))
  } catch (error) {
    sink.fail(when, 0, path, errnoOf(error))
  }
}

async function listed(at: string, turn: () => Promise<void> | undefined): Promise<number> {
  let count = 0
  for (const some of numbersIn(at)) {
    count += some.length
    const pause = turn()
    if (pause) await pause
  }
  return count
}

/** Off the main thread: maps takes the lock of the address space. */
async function askLines(machine: Machine, path: string, at: string, pid: number, sink: Sink): Promise<void> {
  const { blocking } = machine
  if (isExecuting(machine, pid) || blocking.isStuck(String(pid)) || !blocking.free)
    return sink.fail(machine.now(), 0, path, 'EBUSY')
  const answer = await blocking.read(at, String(pid), WAIT)
  if (typeof answer === 'string') sink.fail(machine.now(), 0, path, answer)
  else sink.bytes(machine.now(), 0, path, Buffer.from(String(lines(answer))))
}

function lines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++
  return count
}
