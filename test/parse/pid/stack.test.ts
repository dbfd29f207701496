import { expect, test } from 'vitest'
import { parsePidStack } from '../../../src/parse/pid/stack.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  expect(parsePidStack(fixture('load-d/t0/proc/184/stack')).slice(0, 2)).toEqual([
    'percpu_rwsem_wait+0x116/0x140',
    'mnt_want_write+0x8b/0xc0',
  ])
})

test('on a CPU, and the end mark of older kernels', () => {
  expect(parsePidStack(bytes(''))).toEqual([])
  expect(parsePidStack(bytes('[<0>] f+0x1/0x2 [ext4]\n[<ffffffffffffffff>] 0xffffffffffffffff'))).toEqual([
    'f+0x1/0x2 [ext4]',
  ])
})

test('refuses what is no call', () => {
  expect(() => parsePidStack(bytes('f+0x1/0x2\n'))).toThrow(ParseError)
})
