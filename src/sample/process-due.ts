import type { PidFile } from '../host/host.ts'
import { isMissing } from '../source.ts'
import { isPidValue } from './pid-files.ts'
import type { Process } from './process.ts'

/** Every process is read once in so many ticks, moved or not: others may renice it, and its parent may end. */
const TURNS = 32
/** Arguments of who ran are looked at again in so many ticks, those that say what it does more often: the read costs 0.4 ms of CPU. */
const ARGV_TURNS = 256
const TITLE_TURNS = 32
/** The same of who is in sight and whose exec is not seen where it keeps the name: stat hides the stack of other users' processes. */
const BLIND_TURNS = 16
/** `postgres: app orders 10.0.0.7 idle`, `sidekiq 7.2 app [3 of 10 busy]`: one text, written by the program itself. */
const TITLE = /: | \[/
/**
 * Of a process that did not run, stat tells when its memory was changed by others, and statm is read then; a change too small for
 * stat's counters waits this many ticks at most. So does a new owner of one that ran: setuid(2) is rare.
 */
const STATM_TURNS = 4

/** A descriptor costs 3 to 5 µs: of a process with many sockets they are looked at so seldom that it is a thousandth of a CPU. */
const MANY_SOCKETS = 1000
const NANOS_A_SOCKET = 5e6

/** These stay as they are until the process itself runs. */
export const OWN_DOING: ReadonlySet<PidFile> = new Set([
  'sockets',
  'owner',
  'io',
  'schedstat',
  'cgroup',
  'cmdline',
  'exe',
  'comm',
])

/** Whether it is the turn of this pid to be read, whatever is known of it. */
export function isItsTurn(pid: number, tick: number): boolean {
  return pid % TURNS === tick % TURNS
}

export function isStatmTurn(pid: number, tick: number): boolean {
  return pid % STATM_TURNS === tick % STATM_TURNS
}

/** Whether a file has to be read again: never read, or it may say something else by now. */
export function isStale(row: Process | undefined, file: PidFile, tick: number): boolean {
  if (!row || !isPidValue(file)) return true
  const known = row.more[file]
  if (!known) return true
  if (isMissing(known)) return isItsTurn(row.pid, tick)
  if (!OWN_DOING.has(file)) return true
  if (file === 'sockets' && socketsOf(row) > MANY_SOCKETS)
    return row.movedAt - known.at > socketsOf(row) * NANOS_A_SOCKET
  if (file === 'owner' && !isStatmTurn(row.pid, tick)) return false
  return row.movedAt > known.at || isItsTurn(row.pid, tick)
}

/** What runs moves all the time: what hardly ever changes is then read once, and again in its turn. */
export function isUnknown(row: Process, file: PidFile, tick: number): boolean {
  if (!isPidValue(file) || !row.more[file]) return true
  return !OWN_DOING.has(file) || file === 'schedstat' || isItsTurn(row.pid, tick)
}

/** argv changes with exec, which is seen by its stat, and by a program's own hand: looked at in its turn. */
export function isArgvStale(row: Process, tick: number, isVisible = false): boolean {
  const known = row.more.cmdline
  if (!known) return true
  // One that was blocked may be free again; while it is not, to ask costs nothing.
  const turns = isMissing(known)
    ? known.missing === 'pending'
      ? STATM_TURNS
      : ARGV_TURNS
    : turnsOf(known.value, isVisible && isBlind(row))
  const turn = row.pid % turns === tick % turns
  return turn && (isMissing(known) || row.movedAt > known.at)
}

function turnsOf(argv: readonly string[], isSoon: boolean): number {
  if (isSoon) return BLIND_TURNS
  return argv.length === 1 && TITLE.test(argv[0] as string) ? TITLE_TURNS : ARGV_TURNS
}

/** Whether it may call exec without a sign. */
function isBlind({ stat }: Process): boolean {
  return stat.image === 0 && stat.vsize > 0
}

function socketsOf({ more }: Process): number {
  return more.sockets && !isMissing(more.sockets) ? more.sockets.value.inodes.length : 0
}
