import { expect, test } from 'vitest'
import { topWriters, writerOf } from '../../../src/model/disks/writers.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import type { PidIo } from '../../../src/parse/pid/io.ts'
import type { Process } from '../../../src/sample/process.ts'
import { processes, record, S } from '../record.ts'

const FACTS = { tick: 0.01, pageSize: 4096 } as Snapshot['facts']

function snapshot(after: readonly Process[], before: readonly Process[]): Snapshot {
  const sample = (at: number, rows: readonly Process[]) => ({
    at: at * S,
    files: new Map(),
    processes: processes(
      at,
      rows,
      rows.map(() => 0),
    ),
  })
  return new Snapshot({ after: sample(100, after), before: sample(98, before) }, FACTS, NO_HISTORY)
}

/** One that ran, with what it had made dirty and read until then. */
function writer(pid: number, at: number, writeBytes: number, blkioTicks = 0): Process {
  const value = { readBytes: writeBytes / 2, writeBytes, cancelledWriteBytes: 0, rchar: 0, wchar: writeBytes } as PidIo
  return record(pid, { blkioTicks, utime: at }, { more: { io: { value, at: at * S } }, movedAt: at * S })
}

test('what it made dirty, read and waited, per second', () => {
  const rows = snapshot([writer(5, 100, 9000, 150)], [writer(5, 98, 1000, 50)])
  expect(writerOf(rows, 0)).toMatchObject({
    writtenPerSecond: 4000,
    readPerSecond: 2000,
    cancelledPerSecond: 0,
    writeCallsPerSecond: 4000,
    waits: 0.5,
  })
})

test('the most first; who wrote nothing is none', () => {
  const after = [writer(5, 100, 100), writer(6, 100, 900), writer(7, 100, 50)]
  const before = [writer(5, 98, 0), writer(6, 98, 0), writer(7, 98, 50)]
  expect(topWriters(snapshot(after, before), 5)?.map(({ process }) => process.pid)).toEqual([6, 5])
  expect(topWriters(snapshot(after, before), 1)?.map(({ process }) => process.pid)).toEqual([6])
})

test('nobody ran: none wrote. Of none that ran it is known: not known', () => {
  const idle = writer(5, 90, 100)
  expect(topWriters(snapshot([idle], [idle]), 5)).toEqual([])
  expect(topWriters(snapshot([writer(5, 100, 100)], [record(5)]), 5)).toBeNull()
})

test('what may not be read is not taken for nothing', () => {
  const denied = { missing: 'denied', source: 'io', why: 'no right', remedy: null } as const
  const rows = snapshot([record(5, {}, { more: { io: denied } })], [record(5)])
  expect(writerOf(rows, 0).writtenPerSecond).toBeNull()
  expect(topWriters(rows, 5)).toEqual([])
})
