import { endianness } from 'node:os'

const LITTLE = endianness() === 'LE'

export interface Message {
  readonly family?: 2 | 10
  readonly state?: number
  readonly timer?: number
  readonly retransmits?: number
  readonly localPort?: number
  readonly remotePort?: number
  /** 16 bytes, or the first 4 of them. */
  readonly local?: readonly number[]
  readonly remote?: readonly number[]
  readonly ifindex?: number
  readonly cookie?: readonly [low: number, high: number]
  readonly expires?: number
  readonly rqueue?: number
  readonly wqueue?: number
  readonly uid?: number
  readonly inode?: number
  readonly attributes?: readonly (readonly [type: number, value: Buffer])[]
}

/** One message as the kernel writes it: nlmsghdr, inet_diag_msg, attributes. */
export function message(of: Message): Buffer {
  const attributes = (of.attributes ?? []).map(([type, value]) => {
    const padded = Buffer.alloc((4 + value.length + 3) & ~3)
    u16(padded, 0, 4 + value.length)
    u16(padded, 2, type)
    value.copy(padded, 4)
    return padded
  })
  const body = Buffer.alloc(72)
  body[0] = of.family ?? 2
  body[1] = of.state ?? 1
  body[2] = of.timer ?? 0
  body[3] = of.retransmits ?? 0
  body.writeUInt16BE(of.localPort ?? 0, 4)
  body.writeUInt16BE(of.remotePort ?? 0, 6)
  Buffer.from(of.local ?? []).copy(body, 8)
  Buffer.from(of.remote ?? []).copy(body, 24)
  u32(body, 40, of.ifindex ?? 0)
  u32(body, 44, of.cookie?.[0] ?? 1)
  u32(body, 48, of.cookie?.[1] ?? 0)
  u32(body, 52, of.expires ?? 0)
  u32(body, 56, of.rqueue ?? 0)
  u32(body, 60, of.wqueue ?? 0)
  u32(body, 64, of.uid ?? 0)
  u32(body, 68, of.inode ?? 0)
  return header(20, Buffer.concat([body, ...attributes]))
}

export function header(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16)
  u32(head, 0, 16 + body.length)
  u16(head, 4, type)
  return Buffer.concat([head, body])
}

/** struct tcp_info of so many bytes, with these words at their offsets. */
export function tcpInfo(
  length: number,
  words: Readonly<Record<number, number>>,
  first: readonly number[] = [],
): Buffer {
  const info = Buffer.alloc(length)
  Buffer.from(first).copy(info)
  for (const [at, value] of Object.entries(words)) if (Number(at) + 4 <= length) u32(info, Number(at), value)
  return info
}

function u16(buffer: Buffer, at: number, value: number): void {
  if (LITTLE) buffer.writeUInt16LE(value, at)
  else buffer.writeUInt16BE(value, at)
}

function u32(buffer: Buffer, at: number, value: number): void {
  if (LITTLE) buffer.writeUInt32LE(value, at)
  else buffer.writeUInt32BE(value, at)
}
