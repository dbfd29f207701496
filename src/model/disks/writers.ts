import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { ioRate } from '../io-rates.ts'
import type { Snapshot } from '../snapshot.ts'
import { statRate } from '../task-rates.ts'

/** What a process reads and writes. Null: not known yet, or only its owner may know. */
export interface Writer {
  readonly process: Process
  readonly readPerSecond: Rate<'B'> | null
  readonly writtenPerSecond: Rate<'B'> | null
  /** Dirty, and truncated before it was written. */
  readonly cancelledPerSecond: Rate<'B'> | null
  /** Through read(2) and write(2), whatever it was: cache, pipes, sockets. */
  readonly readCallsPerSecond: Rate<'B'> | null
  readonly writeCallsPerSecond: Rate<'B'> | null
  /** Of the time, waiting for block I/O and swap-in; what all its threads waited, so it may exceed 1. */
  readonly waits: Share | null
}

/** One row of the task table. */
export function writerOf(snapshot: Snapshot, row: number): Writer {
  const table = snapshot.tasks
  return {
    process: table.rows[row] as Process,
    readPerSecond: ioRate(table, row, (io) => io.readBytes),
    writtenPerSecond: ioRate(table, row, (io) => io.writeBytes),
    cancelledPerSecond: ioRate(table, row, (io) => io.cancelledWriteBytes),
    readCallsPerSecond: ioRate(table, row, (io) => io.rchar),
    writeCallsPerSecond: ioRate(table, row, (io) => io.wchar),
    waits: waits(snapshot, row),
  }
}

/** Those that made the most dirty since the last look; null: of none that ran it is known yet. */
export function topWriters(snapshot: Snapshot, most: number): readonly Writer[] | null {
  const { rows, was } = snapshot.tasks
  const ran = rows.flatMap((process, row) =>
    process.more.io && !isMissing(process.more.io) && was[row] !== process ? [writerOf(snapshot, row)] : [],
  )
  if (ran.length > 0 && ran.every((writer) => writer.writtenPerSecond === null)) return null
  return ran
    .filter((writer) => (writer.writtenPerSecond ?? 0) > 0)
    .sort((a, b) => (b.writtenPerSecond ?? 0) - (a.writtenPerSecond ?? 0))
    .slice(0, most)
}

function waits(snapshot: Snapshot, row: number): Share | null {
  const ticks = statRate(snapshot.tasks, row, (process) => process.stat.blkioTicks)
  return ticks === null ? null : ticks * snapshot.facts.tick
}
