import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { Snapshot } from '../snapshot.ts'

/** Whom the OOM killer would choose of all, if it came now: the highest oom_score. Null: of nobody it was read. mm/oom_kill.c oom_badness */
export function likelyVictim({ tasks }: Snapshot): Process | null {
  let [found, most] = [null as Process | null, 0]
  for (const process of tasks.rows) {
    const score = process.more.oom_score
    if (!score || isMissing(score) || score.value <= most) continue
    found = process
    most = score.value
  }
  return found
}
