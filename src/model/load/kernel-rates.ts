import { stat } from '../../parse/stat.ts'
import type { Rate } from '../../units.ts'
import { growth } from '../growth.ts'
import type { Snapshot } from '../snapshot.ts'

/** What the kernel did since the last look, of the whole machine. */
export interface KernelRates {
  /** Context switches: /proc/stat ctxt. */
  readonly switches: Rate<'switch'>
  /** Processes and threads that were made: /proc/stat processes. */
  readonly forks: Rate<'fork'>
}

/** Null: not known yet. */
export function kernelRates({ samples }: Snapshot): KernelRates | null {
  const switches = growth(samples, stat, ({ ctxt }) => ctxt)
  const forks = growth(samples, stat, ({ processes }) => processes)
  return switches === null || forks === null ? null : { switches, forks }
}
