import { openSync } from 'node:fs'
import { endianness } from 'node:os'
import { expect, test, vi } from 'vitest'
import { tcpDump } from '../../src/native/sock-diag.ts'

const SEQUENCE = 0x77687974
const NLMSG_DONE = 3

/** What the kernel answers: nothing but the end, with this status. */
let status = 0

vi.mock('../../src/native/libc.ts', () => ({
  libc: () => ({
    socket: () => openSync('/dev/null', 'r'),
    send: (_fd: number, _message: Buffer, length: number) => length,
    recv: (_fd: number, into: Buffer) => {
      const little = endianness() === 'LE'
      const words = [20, little ? NLMSG_DONE : NLMSG_DONE << 16, SEQUENCE, 0, status]
      new Int32Array(into.buffer, into.byteOffset, 5).set(words)
      return 20
    },
    errno: () => 0,
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
