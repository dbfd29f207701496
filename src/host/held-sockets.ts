import { readdirSync, readlinkSync } from 'node:fs'
import type { Nanos } from '../units.ts'
import type { Sink } from './host.ts'
import { errnoOf } from './procfs.ts'

/** A link costs 2 µs. */
const LINKS_A_TURN = 256

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
  for (const line of lines(dir)) {
    held.push(line)
    const pause = ++links % LINKS_A_TURN === 0 ? turn() : undefined
    if (pause) await pause
  }
  sink.bytes(at, pid, 'sockets', Buffer.from(held.join('')))
}

const SOCKET = 'socket:['

function* lines(dir: string): Generator<string> {
  for (const name of readdirSync(`${dir}/fd`)) {
    let target = ''
    try {
      target = readlinkSync(`${dir}/fd/${name}`)
    } catch (error) {
      // Closed since the folder was read.
      if (errnoOf(error) !== 'ENOENT') throw error
    }
    yield target.startsWith(SOCKET) ? `${name} ${target.slice(SOCKET.length, -1)}\n` : ''
  }
}
