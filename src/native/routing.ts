import { type Libc, libc } from './libc.ts'
import {
  answer,
  answers,
  answersAside,
  HEADER,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  PIECE,
  writeHeader,
  writeU32,
} from './netlink.ts'

const NETLINK_ROUTE = 0
const NETLINK_GENERIC = 16
const RTM_GETLINK = 18
const RTM_GETROUTE = 26
const AF_INET = 2
const AF_INET6 = 10
/** struct ifinfomsg, rtmsg, genlmsghdr, nlattr with a u32. */
const IFINFOMSG = 16
const RTMSG = 12
const GENLMSGHDR = 4
const ATTRIBUTE = 8
const IFLA_EXT_MASK = 29
/** Counters of interfaces are half of their messages. */
const RTEXT_FILTER_SKIP_STATS = 8

const GENL_ID_CTRL = 0x10
const CTRL_CMD_GETFAMILY = 3
const CTRL_ATTR_FAMILY_ID = 1
const CTRL_ATTR_FAMILY_NAME = 2
const TCP_METRICS_CMD_GET = 1
const ENOENT = 2

/**
 * Interfaces (RTM_NEWLINK), then routes of both families (RTM_NEWROUTE) of the reader's own network namespace: messages in pieces, as
 * many bytes as are wanted. Off the main thread, as mostly each dump waits for the lock of all interfaces, which a driver holds while
 * its hardware resets. `done` is told the errno of a refusal. No rights are needed. rtnetlink(7); net/core/rtnetlink.c
 */
export type RouteDump = (most: number, add: (piece: Buffer) => void, done: (errno: string | null) => void) => void

/** Null where there is no koffi. */
export function routeDump(): RouteDump | null {
  const native = libc()
  if (!native) return null
  return (most, add, done) => {
    const requests = [linkRequest(), routeRequest(AF_INET), routeRequest(AF_INET6)]
    answersAside(native, NETLINK_ROUTE, requests, most, add).then(
      () => done(null),
      ({ code }: NodeJS.ErrnoException) => done(code ?? 'EIO'),
    )
  }
}

function linkRequest(): Buffer {
  const request = Buffer.alloc(HEADER + IFINFOMSG + ATTRIBUTE)
  writeHeader(request, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP)
  writeAttribute(request, HEADER + IFINFOMSG, ATTRIBUTE, IFLA_EXT_MASK)
  writeU32(request, HEADER + IFINFOMSG + 4, RTEXT_FILTER_SKIP_STATS)
  return request
}

function routeRequest(family: number): Buffer {
  const request = Buffer.alloc(HEADER + RTMSG)
  writeHeader(request, RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP)
  request[HEADER] = family
  return request
}

/**
 * What the kernel remembers of each peer: messages in pieces that are lent until the next one is asked for.
 * Kernel: net/ipv4/tcp_metrics.c tcp_metrics_nl_dump
 */
export type MetricsDump = () => Generator<Buffer, void, void>

/** Null where there is no koffi. */
export function tcpMetricsDump(): MetricsDump | null {
  const native = libc()
  if (!native) return null
  return function* dump() {
    const into = Buffer.alloc(PIECE)
    const request = Buffer.alloc(HEADER + GENLMSGHDR)
    writeHeader(request, familyOf(native, into, 'tcp_metrics'), NLM_F_REQUEST | NLM_F_DUMP)
    request[HEADER] = TCP_METRICS_CMD_GET
    request[HEADER + 1] = 1
    yield* answers(native, NETLINK_GENERIC, into, request)
  }
}

/** Its number on this machine. Throws ENOENT where the kernel has none. Kernel: net/netlink/genetlink.c ctrl_getfamily */
function familyOf(native: Libc, into: Buffer, name: string): number {
  const request = Buffer.alloc(HEADER + GENLMSGHDR + 4 + ((name.length + 4) & ~3))
  writeHeader(request, GENL_ID_CTRL, NLM_F_REQUEST)
  request[HEADER] = CTRL_CMD_GETFAMILY
  request[HEADER + 1] = 1
  writeAttribute(request, HEADER + GENLMSGHDR, 4 + name.length + 1, CTRL_ATTR_FAMILY_NAME)
  request.write(name, HEADER + GENLMSGHDR + 4, 'latin1')
  const message = answer(native, NETLINK_GENERIC, into, request, [ENOENT])
  for (let at = HEADER + GENLMSGHDR; message && at + 6 <= message.length; ) {
    const [length = 0, type, id = 0] = new Uint16Array(message.buffer, message.byteOffset + at, 3)
    if (type === CTRL_ATTR_FAMILY_ID) return id
    if (length < 4) break
    at += (length + 3) & ~3
  }
  throw Object.assign(new Error(`no ${name}`), { code: 'ENOENT' })
}

/** struct nlattr: u16 length, u16 type. */
function writeAttribute(request: Buffer, at: number, length: number, type: number): void {
  const halves = new Uint16Array(request.buffer, request.byteOffset + at, 2)
  halves[0] = length
  halves[1] = type
}
