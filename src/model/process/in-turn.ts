import type { Process } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import { isKernelThread } from '../command.ts'

/** Programs that live, without kernel threads and zombies. */
export function programs(samples: Samples | null): readonly Process[] {
  const rows = samples?.after.processes?.rows ?? []
  return rows.filter((row) => row.stat.state !== 'Z' && row.stat.state !== 'X' && !isKernelThread(row))
}

/**
 * So many of them whose turn it is, by the time of the sample: what is dear is read of everybody in turns. The number of turns is odd, so
 * that looks which are an even number of seconds apart come by all of them.
 */
export function inTurn<T>(all: readonly T[], most: number, samples: Samples): readonly T[] {
  const turns = Math.ceil(all.length / most) | 1
  const turn = Math.round(samples.after.at / 1e9) % turns
  return turns === 1 ? all : all.filter((_, i) => i % turns === turn)
}
