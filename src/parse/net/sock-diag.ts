import { type Fold, ParseError } from '../../source.ts'
import { SocketDraft } from './socket-draft.ts'
import type { SocketTable } from './socket-table.ts'
import { readInfo } from './tcp-info-columns.ts'
import { shownState, TCP } from './tcp-state.ts'

/** struct nlmsghdr: u32 len, u16 type, u16 flags, u32 seq, u32 pid. include/uapi/linux/netlink.h */
const HEADER = 16
const DONE = 3
/** The second is the answer to a request of the time before sock_diag. */
const SOCK_DIAG_BY_FAMILY = 20
const TCPDIAG_GETSOCK = 18
/** struct inet_diag_msg. include/uapi/linux/inet_diag.h */
const MESSAGE = 72
const INET_DIAG_INFO = 2
const INET_DIAG_SKMEMINFO = 7
/** The last of its u32, from Linux 4.7. Kernel: include/uapi/linux/sock_diag.h SK_MEMINFO_DROPS */
const DROPS = 8 * 4

const AF_INET = 2
const AF_INET6 = 10
const MAPPED = 0xffff

const TIMER_RETRANSMIT = 1
const TIMERS = 5

/** struct inet_diag_msg at `at`, whose addresses and ports are in network order and all else in the machine's. */
const AT = {
  family: 0,
  state: 1,
  timer: 2,
  retransmits: 3,
  localPort: 4,
  remotePort: 6,
  local: 8,
  remote: 24,
  ifindex: 40,
  cookie: 44,
  expires: 52,
  rqueue: 56,
  wqueue: 60,
  uid: 64,
  inode: 68,
} as const

const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/**
 * Messages of NETLINK_SOCK_DIAG (a dump of TCP sockets), as recv(2) hands them over: whole messages in every piece, each
 * `nlmsghdr, inet_diag_msg, attributes`. Kernel: net/ipv4/inet_diag.c, include/uapi/linux/inet_diag.h
 */
export function sockDiagFold(
  info: boolean,
  last: SocketTable | null = null,
  spare: SocketTable | null = null,
  states = ANY_STATE,
  withDrops = false,
): Fold<SocketTable> {
  const draft = new SocketDraft('sock_diag', info, last, spare)
  const drops = withDrops ? new Map<number, number>() : null
  return {
    add: (piece) => addMessages(draft, drops, piece, states),
    end: () => (drops ? { ...draft.end(), drops } : draft.end()),
  }
}

export function parseSockDiag(messages: Buffer): SocketTable {
  const fold = sockDiagFold(true)
  fold.add(messages)
  return fold.end()
}

const ANY_STATE = -1

/** Of listeners, by row; null: not asked for. */
type Drops = Map<number, number> | null

/** `states`: bits 1 << state of those that are wanted. */
function addMessages(draft: SocketDraft, drops: Drops, piece: Buffer, states: number): void {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength)
  let at = 0
  while (at + HEADER <= piece.length) {
    const length = view.getUint32(at, LITTLE)
    const type = view.getUint16(at + 4, LITTLE)
    if (length < HEADER || at + length > piece.length) throw malformedAt(piece, at)
    if (type === SOCK_DIAG_BY_FAMILY || type === TCPDIAG_GETSOCK) {
      if (length < HEADER + MESSAGE) throw malformedAt(piece, at)
      const isWanted = ((states >> view.getUint8(at + HEADER + AT.state)) & 1) === 1
      if (isWanted) addSocket(draft, drops, view, at + HEADER, at + length)
    } else if (type !== DONE) throw malformedAt(piece, at)
    at += (length + 3) & ~3
  }
  if (at < piece.length) throw malformedAt(piece, at)
}

function addSocket(draft: SocketDraft, drops: Drops, view: DataView, at: number, end: number): void {
  const family = view.getUint8(at + AT.family)
  const state = shownState(view.getUint8(at + AT.state))
  const timer = view.getUint8(at + AT.timer)
  // A later kernel may have states that this one does not show: they are not TCP connections to anybody.
  if (state === null) return
  if ((family !== AF_INET && family !== AF_INET6) || timer > TIMERS) throw malformedIn(view, at)
  const row = draft.add()
  const table = draft.table
  table.state[row] = state
  table.family[row] = family === AF_INET ? 4 : 6
  addAddress(table.local, row * 4, view, at + AT.local, family)
  addAddress(table.remote, row * 4, view, at + AT.remote, family)
  table.localPort[row] = view.getUint16(at + AT.localPort, false)
  table.remotePort[row] = view.getUint16(at + AT.remotePort, false)
  put(table.rqueue, row, view.getUint32(at + AT.rqueue, LITTLE))
  put(table.wqueue, row, view.getUint32(at + AT.wqueue, LITTLE))
  put(table.timer, row, timer)
  put(table.expires, row, view.getUint32(at + AT.expires, LITTLE))
  // inet_diag.c puts the unanswered probes there while it is they that the timer is for.
  const column = timer <= TIMER_RETRANSMIT ? table.retransmits : table.probes
  put(column, row, view.getUint8(at + AT.retransmits))
  put(table.uid, row, view.getUint32(at + AT.uid, LITTLE))
  put(table.inode, row, view.getUint32(at + AT.inode, LITTLE))
  put(table.ifindex, row, view.getUint32(at + AT.ifindex, LITTLE))
  table.cookie[row] = view.getUint32(at + AT.cookie, LITTLE) + view.getUint32(at + AT.cookie + 4, LITTLE) * 2 ** 32
  const ofListener = state === TCP.LISTEN ? drops : null
  if (table.info || ofListener) addAttributes(draft, ofListener, row, view, at + MESSAGE, end)
}

/** Memory of a new table is all 0, and real only where something else is written: most of these are 0. */
function put(column: Uint8Array | Uint32Array | Float64Array, row: number, value: number): void {
  if (value !== 0) column[row] = value
}

function addAddress(words: Uint32Array, to: number, view: DataView, at: number, family: number): void {
  if (family === AF_INET) {
    words[to + 2] = MAPPED
    words[to + 3] = view.getUint32(at, false)
    return
  }
  words[to] = view.getUint32(at, false)
  words[to + 1] = view.getUint32(at + 4, false)
  words[to + 2] = view.getUint32(at + 8, false)
  words[to + 3] = view.getUint32(at + 12, false)
}

/** struct rtattr: u16 len, u16 type, then the value, padded to 4 bytes. */
function addAttributes(draft: SocketDraft, drops: Drops, row: number, view: DataView, from: number, end: number): void {
  for (let at = from; at + 4 <= end; ) {
    const length = view.getUint16(at, LITTLE)
    if (length < 4 || at + length > end) throw malformedIn(view, at)
    const type = view.getUint16(at + 2, LITTLE)
    if (type === INET_DIAG_INFO && draft.table.info) readInfo(draft.table.info, row, view, at + 4, length - 4)
    if (type === INET_DIAG_SKMEMINFO && drops && length - 4 > DROPS)
      drops.set(row, view.getUint32(at + 4 + DROPS, LITTLE))
    at += (length + 3) & ~3
  }
}

/** Attributes of the only socket in these messages, by INET_DIAG_ number. */
export function* attributesOf(piece: Buffer): Iterable<readonly [type: number, value: Buffer]> {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength)
  const end = piece.length < HEADER ? 0 : Math.min(piece.length, view.getUint32(0, LITTLE))
  for (let at = HEADER + MESSAGE; at + 4 <= end; ) {
    const length = view.getUint16(at, LITTLE)
    if (length < 4 || at + length > end) throw malformedAt(piece, at)
    yield [view.getUint16(at + 2, LITTLE), piece.subarray(at + 4, at + length)]
    at += (length + 3) & ~3
  }
}

function malformedAt(piece: Buffer, at: number): ParseError {
  return new ParseError('sock_diag', piece.toString('latin1', at, at + 80))
}

function malformedIn(view: DataView, at: number): ParseError {
  return malformedAt(Buffer.from(view.buffer, view.byteOffset, view.byteLength), at)
}
