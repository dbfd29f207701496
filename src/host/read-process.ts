import type { Machine } from './collect.ts'
import { IN_EXECVE, type PidFile, type Sink } from './host.ts'
import { errnoOf, listNumbers, readDescriptors, readPidFile, SPECIAL } from './procfs.ts'
import { absentAs } from './read-blocking.ts'

type Turn = () => Promise<void> | undefined

/** A file of a process into the sink; what may be many files hands the keyboard its turn. */
export function readFile(
  machine: Machine,
  sink: Sink,
  pid: number,
  file: PidFile,
  turn: Turn,
): Promise<void> | undefined {
  if (file === 'task') return readTasks(machine, sink, pid, TASK_FILES, turn)
  if (file === 'task_wchan') return readTasks(machine, sink, pid, TASK_WCHAN, turn)
  if (file === 'fd' && !machine.special.fd) return readFd(machine, sink, pid, turn)
  readOne(machine, sink, pid, file)
  return undefined
}

/** What of a process in the middle of execve is not read. Its name can be, all the same. */
export function failAll(machine: Machine, sink: Sink, pid: number, files: readonly PidFile[]): void {
  for (const file of files) sink.fail(machine.now(), pid, file, IN_EXECVE)
  if (files.includes('stat')) readOne(machine, sink, pid, 'comm')
}

/** statm answers whatever a process does. False: it is in the middle of execve, and nothing else of it may be read. */
export function readStatm(machine: Machine, sink: Sink, pid: number): boolean {
  const at = machine.now()
  const bytes = bytesOf(machine, sink, pid, 'statm', at)
  if (!bytes) return true
  const isExecuting = machine.executing?.sees(pid, bytes) === true
  sink.bytes(at, pid, 'statm', bytes)
  return !isExecuting
}

export function readOne(machine: Machine, sink: Sink, pid: number, file: PidFile): void {
  const at = machine.now()
  const bytes = bytesOf(machine, sink, pid, file, at)
  if (!bytes) return
  const stuck = file === 'stat' && isUninterruptible(bytes)
  sink.bytes(at, pid, file, bytes)
  // The reason is only worth something when it is read beside the state.
  if (stuck) readReason(machine, sink, pid, machine.path(`/proc/${pid}`), '')
}

/** Null: the sink was told what went wrong. */
function bytesOf(machine: Machine, sink: Sink, pid: number, file: PidFile, at: number): Buffer | null {
  try {
    const again = isHeld(file) ? machine.held?.again(pid, file) : null
    if (again) return again
    const dir = machine.path(`/proc/${pid}`)
    const special = machine.special[file] ?? SPECIAL[file]
    if (special) return special(dir)
    return (isHeld(file) ? machine.held?.read(dir, pid, file) : null) ?? readPidFile(dir, file)
  } catch (error) {
    // What is held is of a process that ended: the pid may be another's by now.
    if (isHeld(file) && machine.held?.release(pid)) return bytesOf({ ...machine, held: null }, sink, pid, file, at)
    sink.fail(at, pid, file, errno(machine, error))
    return null
  }
}

const TASK_FILES = ['stat', 'schedstat'] as const
const TASK_WCHAN = ['wchan'] as const

/** A process may have thousands: the keyboard has its turn between them too. */
async function readTasks(
  machine: Machine,
  sink: Sink,
  pid: number,
  files: readonly string[],
  turn: Turn,
): Promise<void> {
  let tids: number[]
  try {
    tids = listNumbers(machine.path(`/proc/${pid}/task`))
  } catch (error) {
    return sink.fail(machine.now(), pid, 'task', errno(machine, error))
  }
  sink.bytes(machine.now(), pid, 'task', Buffer.from(tids.join(' ')))
  for (const tid of tids) {
    const dir = machine.path(`/proc/${pid}/task/${tid}`)
    let stuck = false
    for (const file of files) {
      const at = machine.now()
      try {
        const bytes = readPidFile(dir, file)
        if (file === 'stat') stuck = isUninterruptible(bytes)
        sink.bytes(at, pid, `task/${tid}/${file}`, bytes)
      } catch (error) {
        sink.fail(at, pid, `task/${tid}/${file}`, errno(machine, error))
      }
    }
    if (stuck) readReason(machine, sink, pid, dir, `task/${tid}/`)
    const pause = turn()
    if (pause) await pause
  }
}

async function readFd(machine: Machine, sink: Sink, pid: number, turn: () => Promise<void> | undefined): Promise<void> {
  const at = machine.now()
  let bytes: Buffer
  try {
    bytes = await readDescriptors(machine.path(`/proc/${pid}`), turn)
  } catch (error) {
    return sink.fail(at, pid, 'fd', errno(machine, error))
  }
  sink.bytes(at, pid, 'fd', bytes)
}

function readReason(machine: Machine, sink: Sink, pid: number, dir: string, prefix: string): void {
  for (const file of ['wchan', 'stack']) {
    const at = machine.now()
    try {
      sink.bytes(at, pid, prefix + file, readPidFile(dir, file))
    } catch (error) {
      sink.fail(at, pid, prefix + file, errno(machine, error))
    }
  }
}

/** The state letter follows the last `)`. */
function isUninterruptible(stat: Buffer): boolean {
  return stat[stat.lastIndexOf(0x29) + 2] === 0x44
}

/** As Node spells it, or what an absent file means where it was asked for. */
export function errno(machine: Machine, error: unknown): string {
  return absentAs(machine, errnoOf(error))
}

function isHeld(file: PidFile): file is 'stat' | 'statm' {
  return file === 'stat' || file === 'statm'
}
