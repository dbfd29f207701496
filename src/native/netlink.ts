import { closeSync, read, write } from 'node:fs'
import { getSystemErrorName, promisify } from 'node:util'
import type { Libc } from './libc.ts'

const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 3 | 0o2000000
const SOCK_NONBLOCK = 0o4000
const MSG_DONTWAIT = 0x40
const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
export const NLM_F_REQUEST = 1
export const NLM_F_DUMP = 0x300

/** Nothing of a socket looks like it. */
const SEQUENCE = 0x77687974
/** struct nlmsghdr. */
export const HEADER = 16
/** NLMSG_DONE with the status of the dump. */
const END = HEADER + 4
/** The kernel fills at most 32 KiB at a time, some 250 sockets. */
export const PIECE = 64 << 10

/**
 * All that the kernel answers to one dump, in pieces of whole messages that are lent until the next one is asked for. Who stops early
 * ends the dump. Throws with the `code` of the kernel's refusal. netlink(7)
 */
export function* answers(native: Libc, protocol: number, into: Buffer, request: Buffer): Generator<Buffer, void, void> {
  const fd = openNetlink(native, protocol)
  try {
    if (native.send(fd, request, request.length, 0) < 0) throw refusal(native)
    for (let ended = false; !ended; ) {
      const piece = received(native, fd, into)
      throwIfRefused(piece)
      ended = isEnd(piece)
      if (ended) throwIfFailed(piece)
      yield ended ? piece.subarray(0, piece.length - END) : piece
    }
  } finally {
    closeSync(fd)
  }
}

/**
 * The same off the main thread, of one dump after the other until so many bytes came: for what waits for a lock that a driver may hold,
 * such as rtnl. Rejects as `answers` throws.
 */
export async function answersAside(
  native: Libc,
  protocol: number,
  requests: readonly Buffer[],
  most: number,
  add: (piece: Buffer) => void,
): Promise<void> {
  let size = 0
  for (const request of requests) {
    const fd = openNetlink(native, protocol, SOCK_NONBLOCK)
    try {
      await writeAside(fd, request)
      for (let ended = false; !ended && size < most; ) {
        const { buffer, bytesRead } = await readAside(fd, Buffer.alloc(PIECE), 0, PIECE, null)
        const piece = buffer.subarray(0, bytesRead)
        throwIfRefused(piece)
        ended = isEnd(piece)
        if (ended) throwIfFailed(piece)
        add(ended ? piece.subarray(0, piece.length - END) : piece)
        size += piece.length
      }
    } finally {
      closeSync(fd)
    }
  }
}

const readAside = promisify(read)
const writeAside = promisify(write)

/** The one message that answers a request; null: the kernel refused with one of these. */
export function answer(
  native: Libc,
  protocol: number,
  into: Buffer,
  request: Buffer,
  absent: readonly number[],
): Buffer | null {
  const fd = openNetlink(native, protocol)
  try {
    if (native.send(fd, request, request.length, 0) < 0) throw refusal(native)
    const piece = received(native, fd, into)
    const errno = refusedWith(piece)
    if (errno !== null && absent.includes(errno)) return null
    throwIfRefused(piece)
    return piece
  } finally {
    closeSync(fd)
  }
}

export function writeHeader(request: Buffer, type: number, flags: number): void {
  const halves = new Uint16Array(request.buffer, request.byteOffset, 4)
  writeU32(request, 0, request.length)
  halves[2] = type
  halves[3] = flags
  writeU32(request, 8, SEQUENCE)
}

/** As the machine orders bytes. */
export function writeU32(buffer: Buffer, at: number, value: number): void {
  new Uint32Array(buffer.buffer, buffer.byteOffset + at, 1)[0] = value
}

function openNetlink(native: Libc, protocol: number, flags = 0): number {
  const fd = native.socket(AF_NETLINK, SOCK_RAW_CLOEXEC | flags, protocol)
  if (fd < 0) throw refusal(native)
  return fd
}

function received(native: Libc, fd: number, into: Buffer): Buffer {
  const length = native.recv(fd, into, PIECE, MSG_DONTWAIT)
  if (length < 0) throw refusal(native)
  return into.subarray(0, length)
}

function words(piece: Buffer, at: number): Uint32Array {
  return new Uint32Array(piece.buffer, piece.byteOffset + at, 4)
}

/** Whether the last message is the end of our dump: it stands alone or behind the last sockets. */
function isEnd(piece: Buffer): boolean {
  if (piece.length < END || piece.length % 4 !== 0) return false
  const header = words(piece, piece.length - END)
  return header[0] === END && ((header[1] as number) & 0xffff) === NLMSG_DONE && header[2] === SEQUENCE
}

/** A dump that could not be made ends at once, with an errno: a kernel without tcp_diag has "no sockets". netlink(7), netlink_dump() */
function throwIfFailed(piece: Buffer): void {
  const status = new Int32Array(piece.buffer, piece.byteOffset + piece.length - 4, 1)[0] as number
  if (status < 0) throw withCode(-status)
}

/** The errno of a piece that is nothing but the kernel's refusal. */
function refusedWith(piece: Buffer): number | null {
  if (piece.length < END) return null
  const type = (words(piece, 0)[1] as number) & 0xffff
  return type === NLMSG_ERROR ? -(new Int32Array(piece.buffer, piece.byteOffset + HEADER, 1)[0] as number) : null
}

function throwIfRefused(piece: Buffer): void {
  const errno = refusedWith(piece)
  if (errno !== null) throw withCode(errno)
}

function refusal(native: Libc): Error {
  return withCode(native.errno())
}

/** As Node's own errors say it. */
function withCode(errno: number): Error {
  const code = getSystemErrorName(-errno)
  return Object.assign(new Error(`netlink: ${code}`), { code })
}
