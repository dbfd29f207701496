import { count } from '../format.ts'
import type { SweepState } from '../sample/process.ts'
import type { PidFile } from '../sample/wants.ts'
import { type Text, text } from '../text.ts'

/**
 * So that half a list is not taken for all of it: `~ 412 of 900 read`, until a file that is wanted of everybody was read of everybody.
 * `files`: of these only; others may be wanted for something else.
 */
export function sweepProgress(sweep: SweepState | null, files: readonly PidFile[] | null = null): Text | null {
  const partly = [...(sweep?.partly ?? [])].filter(([file]) => files?.includes(file) ?? true)
  if (!sweep || partly.length === 0) return null
  return text`~ ${count(Math.min(...partly.map(([, read]) => read)))} of ${count(sweep.of)} read`
}
