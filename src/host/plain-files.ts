import type { Machine } from './collect.ts'
import { IN_EXECVE } from './host.ts'
import { readDescriptors, readFolder, readWhole } from './procfs.ts'
import { isExecutingNow } from './read-blocking.ts'
import { readInTurns } from './read-in-turns.ts'

/**
 * Files that wait for a lock: of all network interfaces (rtnl), which a driver holds while its hardware resets, whatever interface is
 * asked; of a RAID array that is being changed. net/core/net-sysfs.c speed_show; drivers/md/md.c md_attr_show
 */
const WAITS = /^\/sys\/(?:class\/net\/[^/]+\/(?:speed|duplex)|block\/[^/]+\/md\/\w+)$/
/** ms until such a read counts as blocked. */
const PATIENCE = 100
/** Tables of sockets: 15 MB and 150 ms where there are 100,000. */
const SOCKETS = /^\/proc\/(?:\w+\/)?net\/(?:tcp6?|udp6?|unix)$/
const DESCRIPTORS = /^(\/proc\/\d+)\/fd\/$/
/** What blocks for good while its process is in the middle of execve: executing.ts. */
const LOCKED = /^\/proc\/(\d+)\/(?:task\/\d+\/)?(?:stat|io|wchan|stack|syscall|exe|cwd|root|ns\/|fd\/|fdinfo\/.*)$/

/** A plain file or folder of a plan; throws as open and read do. */
export function readPlain(
  machine: Machine,
  path: string,
  turn: () => Promise<void> | undefined,
): Buffer | Promise<Buffer> {
  const held = machine.plain?.read(path)
  if (held) return held
  if (WAITS.test(path)) return readAside(machine, path)
  const locked = machine.executing ? LOCKED.exec(path) : null
  if (locked && isExecutingNow(machine, Number(locked[1]))) throw failure(path, IN_EXECVE)
  const process = machine.root === '' ? DESCRIPTORS.exec(path)?.[1] : undefined
  if (process !== undefined) return readDescriptors(machine.path(process), turn)
  if (SOCKETS.test(path)) return readInTurns(machine.path(path), turn)
  return path.endsWith('/') ? readFolder(machine.path(path)) : readWhole(machine.path(path))
}

/** Off the main thread; while any read is blocked, the lane that is left is for processes. */
async function readAside({ blocking, path: placeOf }: Machine, path: string): Promise<Buffer> {
  if (blocking.stuck > 0 || !blocking.free) throw failure(path, 'EBUSY')
  const answer = await blocking.read(placeOf(path), path, PATIENCE)
  if (typeof answer === 'string') throw failure(path, answer)
  return answer
}

function failure(path: string, code: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
