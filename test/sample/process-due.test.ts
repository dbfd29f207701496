import { expect, test } from 'vitest'
import { isStale } from '../../src/sample/process-due.ts'
import { record } from '../model/record.ts'

/** Of this process, whose sockets were read at 1 s: whether they are due, by when it ran last. */
function due(sockets: number, movedAt: number): boolean {
  const value = { fds: new Int32Array(sockets), inodes: new Float64Array(sockets) }
  // A tick that is not the turn of this pid.
  return isStale({ ...record(40, {}, { more: { sockets: { at: 1e9, value } } }), movedAt: movedAt * 1e9 }, 'sockets', 9)
}

test('sockets of who ran are read again', () => {
  expect([due(10, 1), due(10, 1.1)]).toEqual([false, true])
})

test('those of a process with very many seldom: a descriptor costs 5 µs, and that is to be a thousandth of a CPU', () => {
  expect([due(1000, 1.1), due(2000, 10.9), due(2000, 11.1), due(20_000, 100), due(20_000, 102)]).toEqual([
    true,
    false,
    true,
    false,
    true,
  ])
})
