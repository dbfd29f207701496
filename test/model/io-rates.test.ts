import { expect, test } from 'vitest'
import { ioRate } from '../../src/model/io-rates.ts'
import { taskTable } from '../../src/model/tasks.ts'
import type { PidIo } from '../../src/parse/pid/io.ts'
import type { Process } from '../../src/sample/process.ts'
import { processes, record, S } from './record.ts'

/** A child of `ppid` that has read so many bytes; null: it was not asked. */
const of = (pid: number, ppid: number, readBytes: number | null, at: number): Process =>
  record(
    pid,
    { ppid },
    { movedAt: at * S, ...(readBytes !== null && { more: { io: { value: { readBytes } as PidIo, at: at * S } } }) },
  )

/** What 5 reads a second, in two seconds. */
function read(before: readonly Process[], after: readonly Process[]): number | null {
  const at = (time: number, rows: readonly Process[]) => processes(time, rows, new Array(rows.length).fill(0))
  const table = taskTable(at(100, after), at(98, before))
  return ioRate(
    table,
    after.findIndex(({ pid }) => pid === 5),
    (io) => io.readBytes,
  )
}

test('what it reads itself, while its children go on', () => {
  expect(read([of(5, 1, 100, 98), of(6, 5, 900, 98)], [of(5, 1, 300, 100), of(6, 5, 950, 100)])).toBe(100)
})

test('a child that ended hands on all it ever read: only what nobody had seen of it is new', () => {
  expect(read([of(5, 1, 100, 98), of(6, 5, 900, 98)], [of(5, 1, 1200, 100)])).toBe(100)
  expect(read([of(5, 1, 100, 98), of(6, 5, 900, 98)], [of(5, 1, 1000, 100)])).toBe(0)
})

test('by way of a parent that ended with it, also where the pid has another owner by now', () => {
  const before = [of(5, 1, 100, 98), of(6, 5, 10, 98), of(7, 6, 900, 98)]
  const other = record(7, { ppid: 1, starttime: 99 })
  expect(read(before, [of(5, 1, 1030, 100), other])).toBe(10)
})

test('not known where a child ended that was not read, unless nothing came of it', () => {
  expect(read([of(5, 1, 100, 98), of(6, 5, null, 98)], [of(5, 1, 1200, 100)])).toBeNull()
  expect(read([of(5, 1, 100, 98), of(6, 5, null, 98)], [of(5, 1, 100, 100)])).toBe(0)
})

test('children that nobody waits for hand on nothing', () => {
  expect(read([of(5, 1, 100, 98), of(6, 5, 900, 98)], [of(5, 1, 300, 100)])).toBe(100)
})
