import { closeSync, readSync, statSync } from 'node:fs'
import { HEADER, NLMSG_DONE, writeHeader } from '../native/netlink.ts'
import { type MetricsDump, type RouteDump, routeDump, tcpMetricsDump } from '../native/routing.ts'
import {
  EVERYTHING,
  INET_DIAG_INFO,
  INET_DIAG_SKMEMINFO,
  type TcpDump,
  type TcpExact,
  tcpDump,
  tcpExact,
} from '../native/sock-diag.ts'
import { type SocketOptions, socketOptions } from '../native/socket-options.ts'
import type { OptionsAsked, SocketAsked, SocketRequest, SocketsAsked, WaysAsked } from '../source.ts'
import type { Machine } from './collect.ts'
import type { Dumped, Sink, SocketDump } from './host.ts'
import { errnoOf, holdOpen } from './procfs.ts'
import { absentAs } from './read-blocking.ts'

/** How sockets are asked for without files. */
export interface SocketCalls {
  readonly dump: TcpDump
  readonly exact: TcpExact
  /** Null: pids are not ours to use. */
  readonly options: SocketOptions | null
  /** Left out: nobody asks for them. */
  readonly routes?: RouteDump | null
  readonly metrics?: MetricsDump | null
}

/** Null where there is no koffi. `own`: own-proc.ts. */
export function socketCalls(own: boolean): SocketCalls | null {
  const [dump, exact, options] = [tcpDump(), tcpExact(), socketOptions()]
  return dump && exact && options
    ? { dump, exact, options: own ? options : null, routes: routeDump(), metrics: tcpMetricsDump() }
    : null
}

export function isOfSockets(dump: Dumped): dump is SocketDump {
  return dump.request.ask !== 'kernel log'
}

type Turn = () => Promise<void> | undefined

const FILES = ['tcp', 'tcp6'] as const
const NEWLINE = 0x0a
const PIECE = 64 << 10

/**
 * The sockets of all dumps, in pieces with turns between them. sock_diag answers for the reader's own network namespace only; that of
 * another process is read from its /proc/PID/net, which needs no rights.
 */
export async function collectSockets(
  machine: Machine,
  dumps: readonly SocketDump[],
  sink: Sink,
  turn: Turn,
): Promise<void> {
  for (const { paths, request } of together(dumps)) {
    const at = machine.now()
    const push = async (piece: Buffer) => {
      for (const path of paths) sink.bytes(at, 0, path, piece)
      const pause = turn()
      if (pause) await pause
    }
    try {
      if (request.ask === 'options') await push(readOptions(machine, request))
      else if (isOfWays(request)) await pushWays(machine, request, push)
      else if (!(await askKernel(machine, request, push))) await readFiles(machine, request.pid, push)
      for (const path of paths) sink.bytes(at, 0, path, Buffer.alloc(0))
    } catch (error) {
      for (const path of paths) sink.fail(at, 0, path, absentAs(machine, errnoOf(error)))
    }
  }
}

interface Pass {
  readonly paths: readonly string[]
  readonly request: SocketRequest
}

/** Every pass costs the kernel a look at every socket, whatever the states: those who ask for tables of one namespace share it. */
function together(dumps: readonly SocketDump[]): readonly Pass[] {
  const passes = new Map<string, Pass>()
  for (const { path, request } of dumps) {
    const key = request.ask === 'sockets' ? `sockets ${request.pid}` : path
    const known = passes.get(key)
    passes.set(
      key,
      known ? { paths: [...known.paths, path], request: both(known.request, request) } : { paths: [path], request },
    )
  }
  return [...passes.values()]
}

function both(a: SocketRequest, b: SocketRequest): SocketRequest {
  if (a.ask !== 'sockets' || b.ask !== 'sockets') return a
  return { ...a, states: a.states | b.states, info: a.info || b.info, drops: a.drops === true || b.drops === true }
}

/** False: it cannot be asked here. */
async function askKernel(
  machine: Machine,
  request: SocketsAsked | SocketAsked,
  push: (piece: Buffer) => Promise<void>,
): Promise<boolean> {
  const { sockets } = machine
  if (!sockets || !isOwnNetwork(request.pid)) return false
  let pushed = false
  try {
    if (request.ask === 'socket') {
      const message = sockets.exact(request.socket, EVERYTHING)
      if (message) await push(message)
      // A kernel without tcp_diag finds none either. It refuses every dump, also that of no state.
      else Array.from(sockets.dump(0, 0))
      return true
    }
    for (const piece of sockets.dump(request.states, extensionsOf(request))) {
      if (piece.length === 0) continue
      pushed = true
      await push(piece)
    }
    if (!pushed) await push(noSockets())
    return true
  } catch (error) {
    // A kernel without inet_diag, or a sandbox that forbids netlink: the files say the same.
    errnoOf(error)
    if (pushed) throw error
    return false
  }
}

/** The kernel's own end of an answer, NLMSG_DONE: by it a table without a socket is known for the kernel's, and no file's. */
function noSockets(): Buffer {
  const done = Buffer.alloc(HEADER)
  writeHeader(done, NLMSG_DONE, 0)
  return done
}

function extensionsOf({ info, drops = false }: SocketsAsked): number {
  return (info ? INET_DIAG_INFO : 0) | (drops ? INET_DIAG_SKMEMINFO : 0)
}

function isOfWays(request: SocketRequest): request is WaysAsked {
  return request.ask === 'routes' || request.ask === 'tcp metrics'
}

async function pushWays(
  machine: Machine,
  { ask, most }: WaysAsked,
  push: (piece: Buffer) => Promise<void>,
): Promise<void> {
  const { sockets, root } = machine
  const [routes, metrics] = ask === 'routes' ? [sockets?.routes] : [null, sockets?.metrics]
  if (root !== '' || !(routes || metrics)) throw notAsked('no netlink', root)
  let pushed = 0
  for (const piece of routes ? await routesAside(machine, routes, most) : (metrics?.() ?? [])) {
    if (piece.length > 0) await push(piece)
    pushed += piece.length
    if (pushed >= most) return
  }
}

/** Off the main thread; while any read is blocked, the lane that is left is for processes. */
async function routesAside({ blocking }: Machine, dump: RouteDump, most: number): Promise<readonly Buffer[]> {
  if (blocking.stuck > 0 || !blocking.free) throw failure('rtnetlink', 'EBUSY')
  const pieces: Buffer[] = []
  const answer = await blocking.read('rtnetlink', 'rtnetlink', PATIENCE, undefined, (_, step, done) => {
    const add = (piece: Buffer) => {
      step()
      pieces.push(piece)
    }
    dump(most, add, (errno) => done(errno ?? NOTHING))
  })
  if (typeof answer === 'string') throw failure('rtnetlink', answer)
  return pieces
}

const NOTHING = Buffer.alloc(0)
/** ms until such a dump counts as blocked. */
const PATIENCE = 100

/** Without koffi nobody can ask. */
function readOptions({ sockets, root }: Machine, { pid, fd }: OptionsAsked): Buffer {
  if (sockets?.options && root === '') return sockets.options(pid, fd)
  throw notAsked('no pidfd_getfd', root)
}

/** Here, for want of koffi; of a capture, as it was not captured. */
function notAsked(why: string, root: string): Error {
  return failure(why, root === '' ? 'ENOSYS' : 'ENOENT')
}

function failure(why: string, code: string): Error {
  return Object.assign(new Error(why), { code })
}

/** Each network namespace has its own files below /proc/PID/net: the same inode, the same namespace. */
function isOwnNetwork(pid: number | null): boolean {
  return pid === null || statSync(`/proc/${pid}/net/tcp`).ino === statSync('/proc/self/net/tcp').ino
}

async function readFiles(machine: Machine, pid: number | null, push: (piece: Buffer) => Promise<void>): Promise<void> {
  for (const file of FILES) {
    const path = machine.path(`/proc/${pid ?? 'self'}/net/${file}`)
    try {
      await readLines(path, push)
    } catch (error) {
      // A kernel without IPv6 has no tcp6.
      if (file === 'tcp' || errnoOf(error) !== 'ENOENT') throw error
    }
  }
}

/** Whole lines at a time. */
async function readLines(path: string, push: (piece: Buffer) => Promise<void>): Promise<void> {
  const fd = holdOpen(path)
  // Its own: while it waits for its turn others read.
  const buffer = Buffer.allocUnsafe(PIECE)
  try {
    let length = 0
    for (;;) {
      const got = readSync(fd, buffer, length, PIECE - length, null)
      length += got
      const whole = got === 0 ? length : buffer.lastIndexOf(NEWLINE, length - 1) + 1
      if (got > 0 && length < PIECE / 2) continue
      if (whole === 0 && got > 0) throw Object.assign(new Error(`no line ends in ${path}`), { code: 'EINVAL' })
      if (whole > 0) await push(buffer.subarray(0, whole))
      buffer.copy(buffer, 0, whole, length)
      length -= whole
      if (got === 0) return
    }
  } finally {
    closeSync(fd)
  }
}
