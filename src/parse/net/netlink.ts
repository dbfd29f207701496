import { ParseError } from '../../source.ts'

/** struct nlmsghdr: u32 len, u16 type, u16 flags, u32 seq, u32 pid. include/uapi/linux/netlink.h */
export const HEADER = 16
/** The upper bits say how an attribute is nested. */
const TYPE = 0x3fff

export const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

export interface NetlinkMessage {
  readonly type: number
  /** From behind the header to its end. */
  readonly body: Buffer
}

/** Whole messages, one behind the other. Throws a ParseError where there is half of one. */
export function* messagesOf(what: string, piece: Buffer): Generator<NetlinkMessage, void, void> {
  let at = 0
  while (at + HEADER <= piece.length) {
    const length = u32(piece, at)
    if (length < HEADER || at + length > piece.length) throw malformed(what, piece, at)
    yield { type: u16(piece, at + 4), body: piece.subarray(at + HEADER, at + length) }
    at += (length + 3) & ~3
  }
  if (at < piece.length) throw malformed(what, piece, at)
}

/** struct nlattr: u16 len, u16 type, then the value, padded to 4 bytes. The last of a type counts. */
export function attributesFrom(what: string, body: Buffer, from: number): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = from; at + 4 <= body.length; ) {
    const length = u16(body, at)
    if (length < 4 || at + length > body.length) throw malformed(what, body, at)
    found.set(u16(body, at + 2) & TYPE, body.subarray(at + 4, at + length))
    at += (length + 3) & ~3
  }
  return found
}

/** As the machine orders bytes; null: it is not there, or too short. */
export function numberOf(value: Buffer | undefined): number | null {
  if (value === undefined || value.length < 2) return null
  return value.length < 4 ? u16(value, 0) : u32(value, 0)
}

function u16(bytes: Buffer, at: number): number {
  return LITTLE ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
}

function u32(bytes: Buffer, at: number): number {
  return LITTLE ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
}

function malformed(what: string, bytes: Buffer, at: number): ParseError {
  return new ParseError(what, bytes.toString('latin1', at, at + 80))
}
