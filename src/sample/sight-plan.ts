import { BLOCKING, type ProcessPlan } from '../host/host.ts'
import { DEAR, isDearDue, type Round } from './dear-sweep.ts'
import { type Process, rowOf } from './process.ts'
import { isArgvStale } from './process-due.ts'
import type { ProcessWants } from './wants.ts'

/** Reads that may block, for what is in sight. What is dear of everybody comes by its sweep, the visible ones first. */
export function sightReads(
  rows: readonly Process[],
  { focus, files, visible, everybody }: ProcessWants,
  round: Round,
): readonly ProcessPlan['dear'][number][] {
  const dear: ProcessPlan['dear'][number][] = []
  for (const file of focus?.files ?? [])
    if (focus && BLOCKING.has(file)) dear.push({ pid: focus.pid, file, patient: true })
  const blocking = files.filter((file) => BLOCKING.has(file) && !(DEAR.has(file) && everybody.includes(file)))
  if (blocking.length === 0) return dear
  for (const pid of visible) {
    const row = rows[rowOf(rows, pid)]
    if (!row) continue
    for (const file of blocking) {
      if (!DEAR.has(file)) {
        if (isArgvStale(row, round.tick, true)) dear.push({ pid, file })
      } else if (isDue(isDearDue(row, file, round))) dear.push({ pid, file, patient: true })
    }
  }
  return dear
}

function isDue(due: ReturnType<typeof isDearDue>): boolean {
  return due === 'unknown' || due === 'stale'
}
