import { stat } from '../../parse/stat.ts'
import { rate, seconds } from '../../rates.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing } from '../../source.ts'
import type { Rate } from '../../units.ts'
import type { Snapshot } from '../snapshot.ts'

/** What the kernel did since the last look, of the whole machine. */
export interface KernelRates {
  /** Context switches: /proc/stat ctxt. */
  readonly switches: Rate<'switch'>
  /** Processes and threads that were made: /proc/stat processes. */
  readonly forks: Rate<'fork'>
}

/** Null: not known yet. */
export function kernelRates({ samples: { after, before } }: Snapshot): KernelRates | null {
  const now = reading(after, stat)
  const was = before?.files.has(stat.path) ? reading(before, stat) : null
  if (isMissing(now) || !was || isMissing(was)) return null
  const dt = seconds(was.at, now.at)
  const switches = rate(was.value.ctxt, now.value.ctxt, dt)
  const forks = rate(was.value.processes, now.value.processes, dt)
  return switches === null || forks === null ? null : { switches, forks }
}
