import type { SocketId } from '../source.ts'
import { libc } from './libc.ts'
import { answer, answers, HEADER, NLM_F_DUMP, NLM_F_REQUEST, PIECE, writeHeader, writeU32 } from './netlink.ts'

const NETLINK_SOCK_DIAG = 4

const TCPDIAG_GETSOCK = 18
const SOCK_DIAG_BY_FAMILY = 20
const IPPROTO_TCP = 6
/** The two requests. */
const REQUEST = HEADER + 56
const OLD_REQUEST = HEADER + 60
/** Bits 1 << (INET_DIAG_x − 1) of what is wanted beside struct inet_diag_msg. */
export const INET_DIAG_INFO = 2
/** The memory of the socket's buffers, and what it dropped. */
export const INET_DIAG_SKMEMINFO = 0x40
/** tcp_info, the congestion control, and that memory. */
export const EVERYTHING = INET_DIAG_INFO | 8 | INET_DIAG_SKMEMINFO

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
        for (const piece of answers(native, NETLINK_SOCK_DIAG, into, oldRequest(states, extensions))) {
          begun = true
          yield piece
        }
        return
      } catch (error) {
        if (begun) throw error
      }
    }
    for (const family of ['ipv4', 'ipv6'] as const)
      yield* answers(native, NETLINK_SOCK_DIAG, into, familyRequest(family, states, extensions))
    // It is the request that is refused, and not all of them, for want of a descriptor or memory.
    onePass = false
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

/** The message of one socket; null: it is closed. */
export type TcpExact = (id: SocketId, extensions: number) => Buffer | null

/** Null where there is no koffi. */
export function tcpExact(): TcpExact | null {
  const native = libc()
  if (!native) return null
  const into = Buffer.alloc(PIECE)
  return (id, extensions) => {
    const request = Buffer.alloc(REQUEST)
    writeHeader(request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST)
    request[HEADER] = FAMILIES[id.family === 4 ? 'ipv4' : 'ipv6']
    request[HEADER + 1] = IPPROTO_TCP
    request[HEADER + 2] = extensions
    writeU32(request, HEADER + 4, ANY_STATE)
    writeId(request, HEADER + 8, id)
    return answer(native, NETLINK_SOCK_DIAG, into, request, [ENOENT, ESTALE])
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
