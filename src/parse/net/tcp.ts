import { type Fold, ParseError, source } from '../../source.ts'
import { SocketDraft } from './socket-draft.ts'
import type { SocketTable } from './socket-table.ts'
import { ALL_STATES, shownState, TCP } from './tcp-state.ts'

const COLON = 0x3a
const SPACE = 0x20
const NEWLINE = 0x0a
const MAPPED = 0xffff
/** /proc/net/tcp has no delayed-ack timer. */
const TIMERS = 4
const MOST_PORT = 0xffff
const MOST_U32 = 2 ** 32

/** The first byte of a word, which the kernel prints as a number of its own byte order, is the lowest on a little-endian machine. */
const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/**
 * /proc/net/tcp, /proc/net/tcp6, of the reader's network namespace or of /proc/PID/net; times in kernel ticks:
 * `  4: 0100007F:8F6C 0100007F:1B58 01 00000000:00000000 00:00000000 00000000     0        0 12587 1 00000000a11cfa83 20 0 0 10 -1`
 * A row starts behind the `:` of its number, whose column grows with it. TIME-WAIT and SYN-RECV rows end early.
 * Kernel: net/ipv4/tcp_ipv4.c tcp4_seq_show; Documentation/networking/proc_net_tcp.rst
 */
export function parseTcp(file: Buffer): SocketTable {
  const fold = tcpFold(ALL_STATES)
  fold.add(file)
  return fold.end()
}

export const tcp = source('/proc/net/tcp', parseTcp)
export const tcp6 = source('/proc/net/tcp6', parseTcp)

/** Whether it begins a file, with the two blanks of its heading, and no message of sock_diag: of that they would be a length of 8 kB at least. */
export function isFile(piece: Buffer): boolean {
  return piece[0] === SPACE && piece[1] === SPACE
}

/** A kernel tick is 10 ms wherever Node runs. */
const TICK_MS = 10

/** The same of a file, or of both, that come in pieces of whole lines; each file begins with its heading. `states`: bits 1 << state. */
export function tcpFold(
  states: number,
  last: SocketTable | null = null,
  spare: SocketTable | null = null,
): Fold<SocketTable> {
  const draft = new SocketDraft('proc', false, last, spare)
  const row = new Row()
  let headed = false
  return {
    add: (piece) => {
      let at = 0
      if (isHeading(piece)) {
        headed = true
        at = piece.indexOf(NEWLINE) + 1 || piece.length
      }
      if (!headed) throw new ParseError('tcp', piece.toString('latin1', 0, 80))
      while (at < piece.length) {
        at = row.read(piece, at)
        if (row.state !== null && (states & (1 << row.state)) !== 0) row.addTo(draft)
      }
    },
    end: () => draft.end(),
  }
}

function isHeading(piece: Buffer): boolean {
  return /^\s*sl /.test(piece.toString('latin1', 0, 8))
}

/** One line taken apart, and reused for the next: 100,000 matches of a regular expression would be 20 MB of strings. */
class Row {
  state: number | null = null
  #piece: Buffer = Buffer.alloc(0)
  #start = 0
  #at = 0
  #family = 4
  readonly #local = new Uint32Array(4)
  readonly #remote = new Uint32Array(4)
  #localPort = 0
  #remotePort = 0
  #wqueue = 0
  #rqueue = 0
  #timer = 0
  #when = 0
  #retransmits = 0
  #uid = 0
  #probes = 0
  #inode = 0

  /** Where the next line begins. */
  read(piece: Buffer, at: number): number {
    this.#piece = piece
    this.#start = at
    this.#at = at
    this.#blanks()
    this.#decimal(COLON)
    this.#blanks()
    this.#family = this.#address(this.#local)
    this.#localPort = this.#most(this.#hex(SPACE), MOST_PORT)
    if (this.#address(this.#remote) !== this.#family) throw this.#error()
    this.#remotePort = this.#most(this.#hex(SPACE), MOST_PORT)
    this.state = shownState(this.#hex(SPACE))
    this.#wqueue = this.#hex(COLON)
    this.#rqueue = this.#hex(SPACE)
    this.#timer = this.#hex(COLON)
    this.#when = this.#hex(SPACE)
    this.#retransmits = this.#hex(SPACE)
    this.#blanks()
    this.#uid = this.#most(this.#decimal(SPACE), MOST_U32)
    this.#blanks()
    this.#probes = this.#decimal(SPACE)
    this.#blanks()
    this.#inode = this.#decimal(SPACE)
    if (this.state === null || this.#timer > TIMERS) throw this.#error()
    const newline = piece.indexOf(NEWLINE, this.#at)
    return newline < 0 ? piece.length : newline + 1
  }

  addTo(draft: SocketDraft): void {
    const row = draft.add()
    const table = draft.table
    const state = this.state as number
    const owned = state !== TCP.TIME_WAIT && state !== TCP.SYN_RECV
    table.state[row] = state
    table.family[row] = this.#family
    table.local.set(this.#local, row * 4)
    table.remote.set(this.#remote, row * 4)
    table.localPort[row] = this.#localPort
    table.remotePort[row] = this.#remotePort
    table.wqueue[row] = this.#wqueue
    table.rqueue[row] = this.#rqueue
    table.timer[row] = this.#timer
    table.expires[row] = Math.min(this.#when * TICK_MS, MOST_U32 - 1)
    table.retransmits[row] = Math.min(this.#retransmits, 255)
    table.probes[row] = Math.min(this.#probes, 255)
    table.uid[row] = owned ? this.#uid : 0
    table.inode[row] = this.#inode
  }

  /** 8 digits or 32, and the `:` behind them; the family. */
  #address(words: Uint32Array): 4 | 6 {
    const first = this.#word()
    if (this.#piece[this.#at] === COLON) {
      words[0] = 0
      words[1] = 0
      words[2] = MAPPED
      words[3] = first
      this.#at++
      return 4
    }
    words[0] = first
    for (let i = 1; i < 4; i++) words[i] = this.#word()
    this.#take(COLON)
    return 6
  }

  /** 8 digits: 4 bytes as this machine orders them. */
  #word(): number {
    let value = 0
    for (let i = 0; i < 8; i++) value = (value << 4) | this.#digit(this.#piece[this.#at++])
    return LITTLE ? (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24) : value
  }

  #hex(end: number): number {
    const from = this.#at
    let value = 0
    while (this.#piece[this.#at] !== end) value = value * 16 + this.#digit(this.#piece[this.#at++])
    if (this.#at === from || this.#at > from + 16) throw this.#error()
    this.#at++
    return value
  }

  #decimal(end: number): number {
    const from = this.#at
    let value = 0
    while (this.#piece[this.#at] !== end) {
      const digit = (this.#piece[this.#at++] ?? 0) - 0x30
      if (digit < 0 || digit > 9) throw this.#error()
      value = value * 10 + digit
    }
    if (this.#at === from || this.#at > from + 20) throw this.#error()
    this.#at++
    return value
  }

  #digit(byte: number | undefined): number {
    if (byte !== undefined && byte >= 0x30 && byte <= 0x39) return byte - 0x30
    if (byte !== undefined && byte >= 0x41 && byte <= 0x46) return byte - 0x37
    throw this.#error()
  }

  #most(value: number, most: number): number {
    if (value > most) throw this.#error()
    return value
  }

  #take(byte: number): void {
    if (this.#piece[this.#at++] !== byte) throw this.#error()
  }

  #blanks(): void {
    while (this.#piece[this.#at] === SPACE) this.#at++
  }

  #error(): ParseError {
    const newline = this.#piece.indexOf(NEWLINE, this.#start)
    return new ParseError(
      'tcp',
      this.#piece.toString('latin1', this.#start, newline < 0 ? this.#piece.length : newline),
    )
  }
}
