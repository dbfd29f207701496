import { readlinkSync } from 'node:fs'
import { numbersIn } from '../native/list-pids.ts'
import type { Nanos } from '../units.ts'
import type { Sink } from './host.ts'
import { errnoOf } from './procfs.ts'

/** A link costs 2 µs. */
const LINKS_A_TURN = 256
const SOCKET = 'socket:['

/** The sockets among the descriptors of a process, a line `FD INODE` each, with turns between: a server holds tens of thousands. */
export async function readHeldSockets(
  dir: string,
  pid: number,
  at: Nanos,
  sink: Sink,
  turn: () => Promise<void> | undefined,
): Promise<void> {
  const held: string[] = []
  let links = 0
  for (const some of numbersIn(`${dir}/fd`))
    for (const fd of some) {
      held.push(lineOf(dir, fd))
      const pause = ++links % LINKS_A_TURN === 0 ? turn() : undefined
      if (pause) await pause
    }
  sink.bytes(at, pid, 'sockets', Buffer.from(held.join('')))
}

function lineOf(dir: string, fd: number): string {
  try {
    const target = readlinkSync(`${dir}/fd/${fd}`)
    return target.startsWith(SOCKET) ? `${fd} ${target.slice(SOCKET.length, -1)}\n` : ''
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return '' // closed since the folder was read
  }
}
