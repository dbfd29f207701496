import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { type Libc, libc } from '../native/libc.ts'
import { numbersIn } from '../native/list-pids.ts'
import { ownerOf } from '../native/owner.ts'
import type { PidFile } from './host.ts'

/**
 * Hardly a file of a kernel is longer. Of what is nothing is told (EFBIG), as sums over a part of it would be wrong. Lines of smaps are
 * some 700 bytes a mapping.
 */
export const MOST = 64 << 20
const PIECE = 256 << 10 // a larger read of a sysctl fails
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK
/** None of these is a link in /proc; in a tree one would lead anywhere. */
const PID_FLAGS = FLAGS | constants.O_NOFOLLOW
/** Node has no name for it, and sets it by itself. The same on x86, ARM, RISC-V, POWER and s390. <asm-generic/fcntl.h> */
const O_CLOEXEC = 0o2000000
/** Files the kernel writes in one go: a second read to see the end would cost as much again. */
const WHOLE: ReadonlySet<string> = new Set([
  'stat',
  'statm',
  'io',
  'wchan',
  'schedstat',
  'oom_score',
  'oom_score_adj',
  'status',
])

/**
 * Written in one go too, and less than a page: sysctls (fs/proc/proc_sysctl.c) and attributes of sysfs (fs/sysfs/file.c). Files of
 * cgroups may be longer.
 */
const ATTRIBUTE = /^\/(?:proc\/sys|sys\/(?!fs\/cgroup\/|kernel\/debug\/|kernel\/tracing\/))/

/** One reused buffer: what is read is lent until the next read. */
let buffer = Buffer.alloc(PIECE)

/** The bytes of a file, never waiting for a FIFO; throws Node's errors. Sizes in /proc lie, so it reads to the end. */
export function readWhole(path: string): Buffer {
  const native = ATTRIBUTE.test(path) ? libc() : null
  const bytes = native && readNative(native, path, FLAGS)
  if (bytes) return bytes
  const fd = openSync(path, FLAGS)
  try {
    return readFrom(fd, 0)
  } finally {
    closeSync(fd)
  }
}

/** A file of a process by its name under /proc/PID (or /proc/PID/task/TID). */
export function readPidFile(dir: string, file: string): Buffer {
  const native = WHOLE.has(file) ? libc() : null
  const bytes = native && readNative(native, `${dir}/${file}`, PID_FLAGS)
  if (bytes) return bytes
  const fd = openSync(`${dir}/${file}`, PID_FLAGS)
  try {
    return WHOLE.has(file) ? readOnce(fd, null) : readFrom(fd, 0)
  } finally {
    closeSync(fd)
  }
}

/** Open, read, close without Node's checks of each argument: three quarters of the price. Null: Node's own calls tell what went wrong. */
function readNative(native: Libc, path: string, flags: number): Buffer | null {
  const fd = native.open(path, flags | O_CLOEXEC)
  if (fd < 0) return null
  const length = native.pread(fd, small, small.length, 0)
  native.close(fd)
  return length >= 0 && length < small.length ? view(length) : null
}

/** From a descriptor held open: half the price of open, read, close. */
export function readHeld(fd: number): Buffer {
  const length = libc()?.pread(fd, small, small.length, 0) ?? -1
  // What went wrong is told by Node's own call.
  return length >= 0 && length < small.length ? view(length) : readOnce(fd, 0)
}

export function holdOpen(path: string): number {
  return openSync(path, FLAGS)
}

/** Small files come in few lengths: their views are made once, not at every read. */
const small = Buffer.alloc(8192)
const views: Buffer[] = []

function readOnce(fd: number, position: number | null): Buffer {
  const length = readSync(fd, small, 0, small.length, position)
  if (length < small.length || position !== null) return view(length)
  // A status with thousands of groups: what was read is kept, the rest follows.
  small.copy(buffer)
  return readFrom(fd, length)
}

function view(length: number): Buffer {
  return (views[length] ??= small.subarray(0, length))
}

/** To the end, after the `length` bytes that are in the buffer already. */
function readFrom(fd: number, length: number): Buffer {
  for (;;) {
    if (buffer.length - length < PIECE) {
      const larger = Buffer.alloc(buffer.length * 2)
      buffer.copy(larger, 0, 0, length)
      buffer = larger
    }
    const got = readSync(fd, buffer, length, PIECE, null)
    if (got === 0) return buffer.subarray(0, length)
    length += got
    if (length <= MOST) continue
    buffer = Buffer.alloc(PIECE)
    throw tooLong()
  }
}

export function tooLong(): Error {
  return Object.assign(new Error('EFBIG: longer than is read'), { code: 'EFBIG' })
}

/** What stands for more than a file, as bytes: the owner's uid, a link's target, a folder of links as `NAME -> TARGET` lines. */
export const SPECIAL: Partial<Record<PidFile, (dir: string) => Buffer>> = {
  // The directory's owner is the effective uid, also of what is not dumpable: fs/proc/base.c task_dump_owner
  owner: (dir) => Buffer.from(String(ownerOf(dir))),
  exe: (dir) => Buffer.from(readlinkSync(`${dir}/exe`)),
  cwd: (dir) => Buffer.from(readlinkSync(`${dir}/cwd`)),
  root: (dir) => Buffer.from(readlinkSync(`${dir}/root`)),
  fd: (dir) => links(`${dir}/fd`),
  sockets: (dir) => socketLines(links(`${dir}/fd`)),
  ns: (dir) => links(`${dir}/ns`),
}

/** The sockets among links of descriptors: `FD INODE`, a line each. */
export function socketLines(links: Buffer): Buffer {
  const sockets = links.toString('latin1').matchAll(/^(\d+) -> socket:\[(\d+)\]$/gm)
  return Buffer.from(Array.from(sockets, ([, fd, inode]) => `${fd} ${inode}\n`).join(''))
}

/** What is in a folder: `NAME`, or `NAME -> TARGET` for a link, a line each. */
export function readFolder(dir: string): Buffer {
  const lines = readdirSync(dir, { withFileTypes: true }).map((entry) =>
    entry.isSymbolicLink() ? linkLine(dir, entry.name) : `${entry.name.replaceAll('\n', '?')}\n`,
  )
  return Buffer.from(lines.join(''))
}

function linkTarget(path: string): string {
  return readlinkSync(path).replaceAll('\n', '?')
}

/** A folder of links: `NAME -> TARGET`, a line each. */
export function links(dir: string): Buffer {
  return Buffer.from(
    readdirSync(dir)
      .map((name) => linkLine(dir, name))
      .join(''),
  )
}

/** The descriptors of a process, which may be many: 10 µs each, and the keyboard has its turn between them. */
export async function readDescriptors(dir: string, turn: () => Promise<void> | undefined): Promise<Buffer> {
  const lines: string[] = []
  for (const some of numbersIn(`${dir}/fd`))
    for (const fd of some) {
      lines.push(linkLine(`${dir}/fd`, `${fd}`))
      const pause = lines.length % LINKS_AT_ONCE === 0 ? turn() : undefined
      if (pause) await pause
    }
  return Buffer.from(lines.join(''))
}

const LINKS_AT_ONCE = 64

function linkLine(dir: string, name: string): string {
  try {
    // A file may be named so that it looks like the next line.
    return `${name.replaceAll('\n', '?')} -> ${linkTarget(`${dir}/${name}`)}\n`
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return '' // closed since the folder was read
  }
}

/** The errno of an error from node:fs; anything else is our bug and goes on up. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  throw error
}

/** Numbers among the names of a folder, ascending. */
export function listNumbers(dir: string): number[] {
  return readdirSync(dir)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}
