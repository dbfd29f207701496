import { type Process, type Processes, rowOf } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import { isMissing, type Reading, type Source } from '../../source.ts'
import { byTable } from '../by-table.ts'
import { isKernelThread } from '../command.ts'

/** Programs that live, without kernel threads and zombies. */
export function programs(samples: Samples | null): readonly Process[] {
  const processes = samples?.after.processes
  return processes ? programsOf(processes) : []
}

const programsOf = byTable(({ rows }: Processes): readonly Process[] => rows.filter(isProgram))

function isProgram(row: Process): boolean {
  return row.stat.state !== 'Z' && row.stat.state !== 'X' && !isKernelThread(row)
}

/** A program and what was read of it. */
export interface Told<T> {
  readonly process: Process
  readonly value: T
}

/**
 * Programs of which this is at hand, by pid. Of thousands some hundreds were asked: a path for each of the others would have to be
 * made to find out that it was not.
 */
export function programsTold<T>({ after }: Samples, of: (pid: number) => Source<T>): readonly Told<T>[] {
  const rows = after.processes?.rows ?? []
  const told: Told<T>[] = []
  for (const [path, reading] of after.files as ReadonlyMap<string, Reading<T>>) {
    const pid = Number(PID.exec(path)?.[1])
    if (isMissing(reading) || Number.isNaN(pid) || of(pid).path !== path) continue
    const row = rows[rowOf(rows, pid)]
    if (row && isProgram(row)) told.push({ process: row, value: reading.value })
  }
  return told.sort((a, b) => a.process.pid - b.process.pid)
}

const PID = /\/proc\/(\d+)\//

/**
 * So many of them whose turn it is, by the time of the sample: what is dear is read of everybody in turns. The number of turns has no
 * divisor in common with the seconds between two looks (2, 5, 15, 60 …), so that they come by all of them.
 */
export function inTurn<T>(all: readonly T[], most: number, samples: Samples): readonly T[] {
  let turns = Math.ceil(all.length / most)
  if (turns <= 1) return all
  while (turns % 2 === 0 || turns % 3 === 0 || turns % 5 === 0) turns++
  const turn = Math.round(samples.after.at / 1e9) % turns
  // As many of these parts as there is room for: with more turns than are needed each part is small.
  const parts = Math.floor(most / Math.ceil(all.length / turns))
  return all.filter((_, i) => (i + turns - turn) % turns < parts)
}
