import { endianness } from 'node:os'
import { describe, expect, test } from 'vitest'
import { attributesFrom, HEADER, LITTLE, messagesOf, numberOf } from '../../../src/parse/net/netlink.ts'
import { ParseError } from '../../../src/source.ts'
import { header } from './diag-message.ts'
import { netlink } from './netlink-message.ts'

const messages = (piece: Buffer) => [...messagesOf('a dump', piece)]
const attributes = (body: Buffer, from = 0) => attributesFrom('a dump', body, from)
/** Attributes alone, each padded. */
const body = (...of: Parameters<typeof netlink>[2]) => netlink(0, Buffer.alloc(0), of).subarray(HEADER)
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer)
const u16 = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer)

test('the order of bytes of this machine', () => {
  expect(LITTLE).toBe(endianness() === 'LE')
})

describe('messages', () => {
  test('each by its type and what is behind its header', () => {
    const piece = Buffer.concat([header(24, Buffer.from('one!')), header(0xffff, Buffer.alloc(0)), header(3, u32(0))])
    const found = messages(piece)
    expect(found.map(({ type }) => type)).toEqual([24, 0xffff, 3])
    expect(found.map(({ body }) => body.toString('latin1'))).toEqual(['one!', '', '\0\0\0\0'])
    // Not copied: a dump has megabytes.
    expect(found[0]?.body.buffer).toBe(piece.buffer)
  })

  test('the next begins at a word; behind the last there may be no padding', () => {
    const odd = header(1, Buffer.from('abcde'))
    const piece = Buffer.concat([odd, Buffer.alloc(3), odd])
    expect(messages(piece).map(({ body }) => body.toString())).toEqual(['abcde', 'abcde'])
    expect(messages(Buffer.concat([odd, Buffer.alloc(3)]))).toHaveLength(1)
  })

  test('nothing is no message', () => {
    expect(messages(Buffer.alloc(0))).toEqual([])
  })

  test('whole ones come before the refusal', () => {
    const found = messagesOf('a dump', Buffer.concat([header(7, u32(1)), header(8, u32(2)).subarray(0, 18)]))
    expect(found.next().value?.type).toBe(7)
    expect(() => found.next()).toThrow(ParseError)
  })

  const lengthOf = (length: number) => Buffer.concat([u32(length), header(1, u32(0)).subarray(4)])
  test.each([
    ['half a header', header(1, u32(0)).subarray(0, 15)],
    ['half a body', header(1, u32(0)).subarray(0, -1)],
    ['bytes behind the last', Buffer.concat([header(1, u32(0)), Buffer.alloc(4)])],
    // Without an end, if it were stepped over.
    ['a length of 0', lengthOf(0)],
    ['a length below its header', lengthOf(HEADER - 1).subarray(0, HEADER)],
    ['a length behind the piece', lengthOf(21)],
    ['a length of 4 GB', lengthOf(2 ** 32 - 1)],
  ])('refuses %s', (_, piece) => {
    expect(() => messages(piece)).toThrow(ParseError)
    expect(() => messages(piece)).toThrow(/^a dump: /)
  })
})

describe('attributes', () => {
  test('by type, behind a struct; padding is no part of them', () => {
    const found = attributes(
      Buffer.concat([Buffer.alloc(12, 0xff), body([3, 'eth0'], [9, 7], [4, Buffer.alloc(0)])]),
      12,
    )
    expect([...found]).toEqual([
      [3, Buffer.from('eth0\0')],
      [9, u32(7)],
      [4, Buffer.alloc(0)],
    ])
  })

  test('NLA_F_NESTED and NLA_F_NET_BYTEORDER are no part of the type; the last of a type counts', () => {
    const found = attributes(body([6 | 0x8000, 1], [7 | 0x4000, 2], [7, 3]))
    expect([...found].map(([type, value]) => [type, numberOf(value)])).toEqual([
      [6, 1],
      [7, 3],
    ])
  })

  test('nested ones are read alike', () => {
    const metrics = attributes(body([8, [[2, 1400]]])).get(8) as Buffer
    expect(numberOf(attributes(metrics).get(2))).toBe(1400)
  })

  test('none behind the end; less than the head of one is padding', () => {
    expect(attributes(Buffer.alloc(0)).size).toBe(0)
    expect(attributes(Buffer.alloc(8), 12).size).toBe(0)
    expect(attributes(Buffer.concat([body([1, 1]), Buffer.alloc(3)])).size).toBe(1)
  })

  test.each([
    ['a length of 0', u16(0, 1)],
    ['a length below its head', u16(3, 1)],
    ['a length behind the body', Buffer.concat([u16(9, 1), u32(0)])],
    ['one cut in its value', body([1, 1], [2, 'ab']).subarray(0, -2)],
  ])('refuses %s', (_, of) => {
    expect(() => attributes(of)).toThrow(ParseError)
    expect(() => attributes(of)).toThrow(/^a dump: /)
  })
})

test.each([
  ['none', undefined, null],
  ['nothing', Buffer.alloc(0), null],
  ['a u8, which is none of its numbers', Buffer.of(5), null],
  ['a u16', u16(0xfffe), 0xfffe],
  ['a u16 and half another', Buffer.concat([u16(7), Buffer.of(9)]), 7],
  ['a u32 without sign', u32(2 ** 32 - 1), 2 ** 32 - 1],
  ['the first word of more', Buffer.concat([u32(6), u32(1)]), 6],
])('the number of %s', (_, value, number) => {
  expect(numberOf(value)).toBe(number)
})

test('whatever a byte is changed to: messages within the piece, or a ParseError', () => {
  const seed = Buffer.concat([netlink(24, u32(0), [[8, [[2, 1400]]]]), netlink(3, u32(0), [])])
  let [read, refused] = [0, 0]
  for (let at = 0; at < seed.length; at++) {
    for (const byte of [0, 1, 3, 4, 5, 8, 15, 16, 17, 0x7f, 0x80, 0xfc, 0xff]) {
      const piece = Buffer.from(seed)
      piece[at] = byte
      try {
        for (const { body } of messages(piece)) {
          expect(body.byteOffset + body.length).toBeLessThanOrEqual(piece.byteOffset + piece.length)
          for (const value of attributes(body, 4).values()) attributes(value)
        }
        read++
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError)
        refused++
      }
    }
  }
  expect(Math.min(read, refused)).toBeGreaterThan(50)
})
