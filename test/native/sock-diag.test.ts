import { openSync } from 'node:fs'
import { endianness } from 'node:os'
import { expect, test, vi } from 'vitest'
import { tcpDump } from '../../src/native/sock-diag.ts'

const SEQUENCE = 0x77687974
const NLMSG_DONE = 3
const EMFILE = 24
const ONE_PASS = 18
const BY_FAMILY = 20

/** What the kernel answers: nothing but the end, with this status. */
let status = 0
/** No descriptor is left. */
let isShort = false
/** The request that this kernel does not know. */
let refused = 0
/** Types of the requests. */
const asked: number[] = []

vi.mock('../../src/native/libc.ts', () => ({
  libc: () => ({
    socket: () => (isShort ? -1 : openSync('/dev/null', 'r')),
    send: (_fd: number, message: Buffer, length: number) => {
      asked.push(endianness() === 'LE' ? message.readUInt16LE(4) : message.readUInt16BE(4))
      return length
    },
    recv: (_fd: number, into: Buffer) => {
      const little = endianness() === 'LE'
      const words = [20, little ? NLMSG_DONE : NLMSG_DONE << 16, SEQUENCE, 0, asked.at(-1) === refused ? -22 : status]
      new Int32Array(into.buffer, into.byteOffset, 5).set(words)
      return 20
    },
    errno: () => EMFILE,
  }),
}))

function dump(): readonly Buffer[] {
  const ask = tcpDump()
  if (!ask) throw new Error('no dump')
  return [...ask(0xfff, 0)].filter((piece) => piece.length > 0)
}

test('no socket at all is an answer', () => {
  status = 0
  expect(dump()).toEqual([])
})

test('a kernel without tcp_diag, which ends the dump at once, has not said that there are none', () => {
  status = -2
  expect(dump).toThrow(expect.objectContaining({ code: 'ENOENT' }))
})

test('who was short of descriptors once asks for both families in one pass all the same', () => {
  const ask = tcpDump()
  if (!ask) throw new Error('no dump')
  status = 0
  isShort = true
  expect(() => [...ask(0xfff, 0)]).toThrow(expect.objectContaining({ code: 'EMFILE' }))
  isShort = false
  asked.length = 0
  expect([...ask(0xfff, 0)].flatMap((piece) => [...piece])).toEqual([])
  expect(asked).toEqual([ONE_PASS])
})

test('where the one pass is refused, it is not asked for again', () => {
  const ask = tcpDump()
  if (!ask) throw new Error('no dump')
  refused = ONE_PASS
  asked.length = 0
  for (let look = 0; look < 2; look++) expect([...ask(0xfff, 0)].every((piece) => piece.length === 0)).toBe(true)
  expect(asked).toEqual([ONE_PASS, BY_FAMILY, BY_FAMILY, BY_FAMILY, BY_FAMILY])
})
