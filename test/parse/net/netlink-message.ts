import { header } from './diag-message.ts'

/** Values of attributes: numbers as the machine orders them, words with their end, others nested. */
type Value = number | string | Buffer | readonly Attribute[]
export type Attribute = readonly [type: number, value: Value]

/** A netlink message of a type: its own struct, then attributes. */
export function netlink(type: number, struct: Buffer, attributes: readonly Attribute[]): Buffer {
  return header(type, Buffer.concat([struct, nested(attributes)]))
}

/** struct rtmsg of a route to so many bits, of this table. */
export function rtmsg(of: {
  readonly family?: number
  readonly bits?: number
  readonly table?: number
  readonly type?: number
  readonly flags?: number
}): Buffer {
  const struct = Buffer.alloc(12)
  struct[0] = of.family ?? 2
  struct[1] = of.bits ?? 0
  struct[4] = of.table ?? 254
  struct[7] = of.type ?? 1
  new Uint32Array(struct.buffer, struct.byteOffset + 8, 1)[0] = of.flags ?? 0
  return struct
}

/** RTM_NEWLINK: the name of an interface. */
export function link(index: number, name: string): Buffer {
  const struct = Buffer.alloc(16)
  new Uint32Array(struct.buffer, struct.byteOffset + 4, 1)[0] = index
  return netlink(16, struct, [[3, name]])
}

function nested(attributes: readonly Attribute[]): Buffer {
  return Buffer.concat(
    attributes.map(([type, value]) => {
      const bytes = bytesOf(value)
      const padded = Buffer.alloc((4 + bytes.length + 3) & ~3)
      new Uint16Array(padded.buffer, padded.byteOffset, 2).set([4 + bytes.length, type])
      bytes.copy(padded, 4)
      return padded
    }),
  )
}

function bytesOf(value: Value): Buffer {
  if (typeof value === 'number') return Buffer.from(Uint32Array.of(value).buffer)
  if (typeof value === 'string') return Buffer.from(`${value}\0`)
  return Buffer.isBuffer(value) ? value : nested(value as readonly Attribute[])
}
