import type { Nanos, Seconds } from './units.ts'

/**
 * A kernel file said something its documentation does not allow. Quotes the line; becomes Missing 'malformed' in sample/,
 * which shows no more of it than this.
 */
export class ParseError extends Error {
  constructor(what: string, line: string) {
    super(`${what}: ${JSON.stringify(line.slice(0, 80))}`)
    this.name = 'ParseError'
  }
}

/** One kernel file and how to read it. Parsers are total: a readonly record, or a ParseError. */
export interface Source<T> {
  readonly path: string
  readonly parse: (file: Buffer) => T
  /** Read again only when the last reading is older than this. 0: at every tick. */
  readonly every: Seconds
  /** Where it is no file but a dump: what the host is asked for, and how its pieces become one value. */
  readonly dump?: Dump<T>
}

/** What is too large to be handed over in one go: it comes in pieces of whole records, with turns for the keyboard between them. */
export interface Dump<T> {
  readonly request: SocketRequest | KernelLogAsked
  /** `last`: the value before, to guess how large this one will be. `spare`: one that nobody looks at any more, whose memory may be used. */
  begin(last: T | null, spare: T | null): Fold<T>
  /** How long one so large stands, before it is read again. Left out: as `every` says. */
  keeps?(value: T): Seconds
}

export interface Fold<T> {
  /** Lent until it returns. Throws a ParseError where it can't be. */
  add(piece: Buffer): void
  end(): T
}

/** TCP sockets, or one, or the options of one, or what TCP knows of its ways: by the kernel's interfaces where they can be used, else as /proc/net/tcp and tcp6 say. */
export type SocketRequest = SocketsAsked | SocketAsked | OptionsAsked | WaysAsked

/** Records of the kernel log that came after this one; null: all that it still has. */
export interface KernelLogAsked {
  readonly ask: 'kernel log'
  readonly after: number | null
}

/** Those of both families. */
export interface SocketsAsked {
  readonly ask: 'sockets'
  /** Bits 1 << state. */
  readonly states: number
  /** tcp_info too, where it can be had. */
  readonly info: boolean
  /** What listeners dropped too, where it can be had. */
  readonly drops?: boolean
  /** Of the network namespace of this process; null: the reader's own. */
  readonly pid: number | null
}

/** One socket with all that is told of it. */
export interface SocketAsked {
  readonly ask: 'socket'
  readonly socket: SocketId
  readonly pid: number | null
}

/** The options that a program has set, by the descriptor that it holds. */
export interface OptionsAsked {
  readonly ask: 'options'
  readonly pid: number
  readonly fd: number
}

/** Of the reader's own network namespace: interfaces and routes, or what is remembered of each peer (tcp_metrics). */
export interface WaysAsked {
  readonly ask: 'routes' | 'tcp metrics'
  /** Bytes after which the rest is left out: a router has a million routes. */
  readonly most: number
}

/** What tells a socket from all others. Addresses are four words, IPv4 as ::ffff:a.b.c.d. */
export interface SocketId {
  readonly family: 4 | 6
  readonly local: readonly number[]
  readonly remote: readonly number[]
  readonly localPort: number
  readonly remotePort: number
  readonly ifindex: number
  /** 0: not known, then the inode and the addresses say which it is. */
  readonly cookie: number
  readonly inode: number
}

export function source<T>(path: string, parse: (file: Buffer) => T, every: Seconds = 0): Source<T> {
  return { path, parse, every }
}

/**
 * Why a value is not there. Shown in the cell as its sign, explained in help with the remedy:
 * absent `off` (this kernel or machine has it not) · off `off` (switched off) · denied `n/a` · gone (the process ended) ·
 * malformed `?` · pending `~` (not read yet, or a read that runs past its deadline).
 */
export type MissingKind = 'absent' | 'denied' | 'gone' | 'off' | 'malformed' | 'pending'

export interface Missing {
  readonly missing: MissingKind
  readonly source: string
  readonly why: string
  readonly remedy: string | null
}

/** A value and the moment it was read. */
export interface Stamped<T> {
  readonly value: T
  readonly at: Nanos
}

export type Reading<T> = Stamped<T> | Missing

export function isMissing(reading: object): reading is Missing {
  return 'missing' in reading
}

/** The value, or null when there is none: for numbers whose absence the view shows by itself. */
export function valueOf<T>(reading: Reading<T> | null | undefined): T | null {
  return reading && !isMissing(reading) ? reading.value : null
}
