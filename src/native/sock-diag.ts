import { closeSync } from 'node:fs'
import { getSystemErrorName } from 'node:util'
import type { SocketId } from '../source.ts'
import { type Libc, libc } from './libc.ts'

const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 3 | 0o2000000
const NETLINK_SOCK_DIAG = 4
const MSG_DONTWAIT = 0x40

const TCPDIAG_GETSOCK = 18
const SOCK_DIAG_BY_FAMILY = 20
const NLM_F_REQUEST = 1
const NLM_F_DUMP = 0x300
const NLMSG_ERROR = 2
const NLMSG_DONE = 3
const IPPROTO_TCP = 6
/** Nothing of a socket looks like it. */
const SEQUENCE = 0x77687974
/** struct nlmsghdr, and the two requests. */
const HEADER = 16
const REQUEST = HEADER + 56
const OLD_REQUEST = HEADER + 60
/** NLMSG_DONE with the status of the dump. */
const END = HEADER + 4
/** Bits 1 << (INET_DIAG_x − 1) of what is wanted beside struct inet_diag_msg. */
export const INET_DIAG_INFO = 2
/** tcp_info, the congestion control, and the memory of the socket's buffers. */
export const EVERYTHING = INET_DIAG_INFO | 8 | 0x40

/** The kernel fills at most 32 KiB at a time, some 250 sockets. */
const PIECE = 64 << 10

const FAMILIES = { both: 0, ipv4: 2, ipv6: 10 } as const

/**
 * TCP sockets in these states (bits 1 << state), as messages of sock_diag(7): pieces that are lent until the next one is asked for.
 * Both families come in one pass where the kernel still takes the request of the time before sock_diag: it has to look at every
 * socket for each pass. Throws with the `code` of the kernel's refusal. No rights are needed. Kernel: net/ipv4/inet_diag.c
 */
export type TcpDump = (states: number, extensions: number) => Generator<Buffer, void, void>

/** Null where there is no koffi. */
export function tcpDump(): TcpDump | null {
  const native = libc()
  if (!native) return null
  const into = Buffer.alloc(PIECE)
  let onePass = true
  return function* dump(states, extensions) {
    if (onePass) {
      let begun = false
      try {
        for (const piece of answers(native, into, oldRequest(states, extensions))) {
          begun = true
          yield piece
        }
        return
      } catch (error) {
        if (begun) throw error
        onePass = false
      }
    }
    for (const family of ['ipv4', 'ipv6'] as const)
      yield* answers(native, into, familyRequest(family, states, extensions))
  }
}

/** struct inet_diag_req: family, src_len, dst_len, ext, sockid, u32 states, u32 dbs. */
function oldRequest(states: number, extensions: number): Buffer {
  const request = Buffer.alloc(OLD_REQUEST)
  writeHeader(request, TCPDIAG_GETSOCK, NLM_F_REQUEST | NLM_F_DUMP)
  request[HEADER + 3] = extensions
  writeU32(request, HEADER + 52, states)
  return request
}

/** struct inet_diag_req_v2: family, protocol, ext, pad, u32 states, sockid. */
function familyRequest(family: keyof typeof FAMILIES, states: number, extensions: number): Buffer {
  const request = Buffer.alloc(REQUEST)
  writeHeader(request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP)
  request[HEADER] = FAMILIES[family]
  request[HEADER + 1] = IPPROTO_TCP
  request[HEADER + 2] = extensions
  writeU32(request, HEADER + 4, states)
  return request
}

function* answers(native: Libc, into: Buffer, request: Buffer): Generator<Buffer, void, void> {
  const fd = openDiag(native)
  try {
    if (native.send(fd, request, request.length, 0) < 0) throw refusal(native)
    for (let ended = false; !ended; ) {
      const length = native.recv(fd, into, PIECE, MSG_DONTWAIT)
      if (length < 0) throw refusal(native)
      const piece = into.subarray(0, length)
      throwIfRefused(piece)
      ended = isEnd(piece)
      if (ended) throwIfFailed(piece)
      yield ended ? piece.subarray(0, length - END) : piece
    }
  } finally {
    closeSync(fd)
  }
}

/** The message of one socket; null: it is closed. */
export type TcpExact = (id: SocketId, extensions: number) => Buffer | null

/** Null where there is no koffi. */
export function tcpExact(): TcpExact | null {
  const native = libc()
  if (!native) return null
  const into = Buffer.alloc(PIECE)
  return (id, extensions) => {
    const fd = openDiag(native)
    try {
      const request = Buffer.alloc(REQUEST)
      writeHeader(request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST)
      request[HEADER] = FAMILIES[id.family === 4 ? 'ipv4' : 'ipv6']
      request[HEADER + 1] = IPPROTO_TCP
      request[HEADER + 2] = extensions
      writeU32(request, HEADER + 4, ANY_STATE)
      writeId(request, HEADER + 8, id)
      if (native.send(fd, request, request.length, 0) < 0) throw refusal(native)
      const length = native.recv(fd, into, PIECE, MSG_DONTWAIT)
      if (length < 0) throw refusal(native)
      const piece = into.subarray(0, length)
      const errno = refusedWith(piece)
      if (errno === ENOENT || errno === ESTALE) return null
      throwIfRefused(piece)
      return piece
    } finally {
      closeSync(fd)
    }
  }
}

/** struct inet_diag_sockid: ports and addresses in network order, interface and cookie in the machine's. */
function writeId(request: Buffer, at: number, id: SocketId): void {
  request.writeUInt16BE(id.localPort, at)
  request.writeUInt16BE(id.remotePort, at + 2)
  for (const [to, words] of [
    [at + 4, id.local],
    [at + 20, id.remote],
  ] as const)
    if (id.family === 4) request.writeUInt32BE(words[3] ?? 0, to)
    else for (let i = 0; i < 4; i++) request.writeUInt32BE(words[i] ?? 0, to + 4 * i)
  writeU32(request, at + 36, id.ifindex)
  writeU32(request, at + 40, id.cookie === 0 ? NO_COOKIE : id.cookie % 2 ** 32)
  writeU32(request, at + 44, id.cookie === 0 ? NO_COOKIE : Math.floor(id.cookie / 2 ** 32))
}

const NO_COOKIE = 0xffffffff
const ANY_STATE = 0xffff
const ENOENT = 2
const ESTALE = 116

function openDiag(native: Libc): number {
  const fd = native.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG)
  if (fd < 0) throw refusal(native)
  return fd
}

function writeHeader(request: Buffer, type: number, flags: number): void {
  const halves = new Uint16Array(request.buffer, request.byteOffset, 4)
  writeU32(request, 0, request.length)
  halves[2] = type
  halves[3] = flags
  writeU32(request, 8, SEQUENCE)
}

/** As the machine orders bytes. */
function writeU32(buffer: Buffer, at: number, value: number): void {
  new Uint32Array(buffer.buffer, buffer.byteOffset + at, 1)[0] = value
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
  return Object.assign(new Error(`sock_diag: ${code}`), { code })
}
