import { expect, test } from 'vitest'
import { parsePidSockets } from '../../../src/parse/pid/sockets.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes } from '../fixture.ts'

test('descriptor and inode of each', () => {
  expect(parsePidSockets(bytes('3 12561\n105 4294967296\n'))).toEqual({
    fds: Int32Array.of(3, 105),
    inodes: Float64Array.of(12561, 4294967296),
  })
  expect(parsePidSockets(bytes('')).fds).toHaveLength(0)
})

test('those of programs that hold none are one, as most of 10,000 do', () => {
  expect(parsePidSockets(bytes(''))).toBe(parsePidSockets(bytes('')))
})

test.each(['3', '3 4', '3 \n', ' 4\n', '3 4 5\n', 'a b\n', '3\n4\n', `3 ${'9'.repeat(16)}\n`])(
  'refuses %j',
  (lines) => {
    expect(() => parsePidSockets(bytes(lines))).toThrow(ParseError)
  },
)
