import { isKernelThread } from '../../model/command.ts'
import type { TaskTable } from '../../model/tasks.ts'
import type { Process } from '../../sample/process.ts'
import { type Text, text } from '../../text.ts'

/** Asked of every row at every tick: the marks of 10,000 rows fit the cache, their records do not. */
export function kernelThreads({ rows, tally }: TaskTable): (row: number) => boolean {
  if (!tally) return (row) => isKernelThread(rows[row] as Process)
  const { isKernel } = tally
  return (row) => isKernel[row] === 1
}

/** So that nobody takes the list for all there is. */
export function kernelHidden({ tally }: TaskTable): readonly Text[] {
  const count = tally?.kernelThreads ?? 0
  if (count === 0) return []
  return [text`${count} kernel threads hidden (K)`, text`${count} kernel: K`, text`K: +${count}`]
}
