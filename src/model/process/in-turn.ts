import type { Process } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import { isKernelThread } from '../command.ts'

/** Programs that live, without kernel threads and zombies. */
export function programs(samples: Samples | null): readonly Process[] {
  const rows = samples?.after.processes?.rows ?? []
  return rows.filter((row) => row.stat.state !== 'Z' && row.stat.state !== 'X' && !isKernelThread(row))
}

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
