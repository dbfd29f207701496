import type { PidSchedstat } from '../parse/pid/schedstat.ts'
import type { PidStat } from '../parse/pid/stat.ts'
import type { Reading } from '../source.ts'
import type { Nanos } from '../units.ts'

/** One thread of a process. The leader is one of them: its tid is the pid. */
export interface Thread {
  readonly tid: number
  readonly at: Nanos
  readonly stat: PidStat
  readonly schedstat: Reading<PidSchedstat> | null
  /** Read beside a state of D, and of those in sight where they are asked for it; null value: the kernel says 0. */
  readonly wchan: Reading<string | null> | null
  readonly stack: Reading<readonly string[]> | null
}
