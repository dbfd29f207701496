import { describe, expect, test } from 'vitest'
import { moreRate, statRate } from '../../src/model/task-rates.ts'
import { taskTable } from '../../src/model/tasks.ts'
import type { PidIo } from '../../src/parse/pid/io.ts'
import type { Process } from '../../src/sample/process.ts'
import type { Reading } from '../../src/source.ts'
import { processes, record, S } from './record.ts'

const table = (after: Process, before: Process | null) =>
  taskTable(processes(100, [after], [0]), processes(98, before ? [before] : [], before ? [0] : []))

describe('a counter in stat', () => {
  const faults = (p: Process) => p.stat.minflt
  test.each([
    ['grew', record(5, { minflt: 30 }), record(5, { minflt: 10 }), 10],
    ['shrank: it was reset', record(5, { minflt: 1 }), record(5, { minflt: 10 }), null],
    ['of a new process', record(5, { minflt: 1 }), null, null],
    ['of another process by that pid', record(5, { minflt: 9, starttime: 2 }), record(5, { minflt: 1 }), null],
  ])('%s', (_, after, before, expected) => {
    expect(statRate(table(after, before), 0, faults)).toBe(expected)
  })

  test('the same record did nothing', () => {
    const same = record(5, { minflt: 30 })
    expect(statRate(table(same, same), 0, faults)).toBe(0)
    expect(statRate(table(same, same), 7, faults)).toBeNull()
  })
})

describe('a counter in a file that is read now and then', () => {
  const io = (readBytes: number, at: number): Reading<PidIo> => ({ value: { readBytes } as PidIo, at: at * S })
  const of = (reading: Reading<PidIo>, movedAt: number) =>
    record(5, {}, { more: { io: reading }, movedAt: movedAt * S })
  const read = (after: Process, before: Process | null) =>
    moreRate(table(after, before), 0, 'io', (value) => value.readBytes)

  test('read at both probes: over the time between the reads', () => {
    expect(read(of(io(300, 100.1), 100), of(io(100, 98.1), 98))).toBeCloseTo(100, 6)
  })

  test('read last a minute ago, asleep until this interval: what it did falls into this interval', () => {
    expect(read(of(io(300, 100), 100), of(io(100, 40), 39))).toBe(100)
  })

  test('read long after a probe that came soon after the last: over the time between the reads', () => {
    const [after, before] = [of(io(112, 100.35), 100), of(io(100, 99.95), 99.9)]
    const soon = taskTable(processes(100, [after], [0]), processes(99.9, [before], [0]))
    expect(moreRate(soon, 0, 'io', (value) => value.readBytes)).toBeCloseTo(30, 6)
  })

  test('read twice within a few ms: one event in an interval is no storm', () => {
    expect(read(of(io(101, 100.005), 100), of(io(100, 100), 98))).toBe(0.5)
  })

  test('it ran meanwhile: spread over the time between the reads', () => {
    expect(read(of(io(700, 100), 100), of(io(100, 40), 90))).toBe(10)
  })

  test('the same reading: nothing where it did not run since, else unknown', () => {
    const reading = io(100, 98)
    expect(read(of(reading, 90), of(reading, 90))).toBe(0)
    expect(read(of(reading, 100), of(reading, 90))).toBeNull()
  })

  test('without one side, or refused, it is unknown', () => {
    const denied: Reading<PidIo> = { missing: 'denied', source: 'io', why: '', remedy: null }
    expect(read(of(io(1, 100), 100), null)).toBeNull()
    expect(read(of(io(1, 100), 100), record(5))).toBeNull()
    expect(read(of(denied, 100), of(denied, 98))).toBeNull()
    expect(read(of(io(1, 100), 100), of(io(9, 98), 98))).toBeNull()
  })
})
