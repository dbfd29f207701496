import { isActive, type Process, type Processes } from './process.ts'

const MOST_ACTIVE = 512

/** Processes with a thread in R or D, as last seen; so many at most, lest a machine in trouble has more of it. */
export function activeRows(last: Processes | null): readonly Process[] {
  const active: Process[] = []
  if (!last) return active
  for (const row of last.rows) {
    if (active.length === MOST_ACTIVE) break
    if (isActive(last, row)) active.push(row)
  }
  return active
}
