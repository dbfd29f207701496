import type { Process, Processes } from './process.ts'

const MOST_ACTIVE = 512

/** Processes with a thread in R or D, as last seen; so many at most, lest a machine in trouble has more of it. */
export function activeRows(last: Processes | null): readonly Process[] {
  const active: Process[] = []
  for (const row of last?.rows ?? []) {
    if (active.length === MOST_ACTIVE) break
    const threads = last?.threads.get(row.pid)
    if (threads ? threads.some((thread) => isActive(thread.stat.state)) : isActive(row.stat.state)) active.push(row)
  }
  return active
}

function isActive(state: string): boolean {
  return state === 'R' || state === 'D'
}
