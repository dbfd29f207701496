import { expect, test } from 'vitest'
import { parsePidSyscall } from '../../../src/parse/pid/syscall.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes } from '../fixture.ts'

test('in a call, blocked outside of one, running', () => {
  expect(parsePidSyscall(bytes('0 0x3 0x4 0x5 0x6 0xffffffffffffffff 0x8 0x7ffd 0x7f44\n'))).toEqual({
    state: 'syscall',
    number: 0,
    args: [3n, 4n, 5n, 6n, 2n ** 64n - 1n, 8n],
    sp: 0x7ffdn,
    pc: 0x7f44n,
  })
  expect(parsePidSyscall(bytes('-1 0x7ffd 0x7f44'))).toEqual({ state: 'blocked', sp: 0x7ffdn, pc: 0x7f44n })
  expect(parsePidSyscall(bytes('running\n'))).toEqual({ state: 'running' })
})

test.each(['', '0\n', '0 0x1 0x2\n', '-1 0x1 0x2 0x3\n', 'x 0x1 0x2\n', '-1 1 2\n'])('refuses %j', (file) => {
  expect(() => parsePidSyscall(bytes(file))).toThrow(ParseError)
})
