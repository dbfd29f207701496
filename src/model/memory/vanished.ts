import { isBare, type Process, rowOf } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'

/**
 * Of the processes that ended since the last sample the one with most memory of its own: after an OOM kill most likely the victim.
 * Null: none ended, or processes were not read twice.
 */
export function largestEnded({ after, before }: Samples): Process | null {
  if (!after.processes || !before?.processes) return null
  const there = after.processes.rows
  let largest: Process | null = null
  for (const process of before.processes.rows) {
    if (isBare(process)) continue
    const now = there[rowOf(there, process.pid)]
    const isThere = now?.stat.starttime === process.stat.starttime && !isBare(now)
    if (!isThere && ownPages(process) > (largest ? ownPages(largest) : 0)) largest = process
  }
  return largest
}

/** Anonymous pages: what a kill gives back. */
export function ownPages({ stat, statm }: Process): number {
  return statm ? statm.resident - statm.shared : stat.rssPages
}
