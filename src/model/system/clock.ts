import { stat } from '../../parse/stat.ts'
import { parseWord } from '../../parse/sys/kernel.ts'
import { source, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { model } from '../model.ts'

const FOLDER = '/sys/devices/system/clocksource/clocksource0'
/** Raw; Documentation/timers/timekeeping.rst */
export const clockSource = source(`${FOLDER}/current_clocksource`, parseWord)
const available = source(`${FOLDER}/available_clocksource`, parseWord)

/** What tells the time. */
export interface Clock {
  /** Raw; null: not told. */
  readonly source: string | null
  readonly others: readonly string[]
  /** Time of the last boot by the wall clock, seconds since the epoch: it moves only when the wall clock is set. */
  readonly btime: Seconds | null
}

export const clock = model({
  from: { clockSource, available, stat },
  derive: (of): Clock => {
    const now = valueOf(of.clockSource.after)?.trim() ?? null
    const all = (valueOf(of.available.after) ?? '').trim().split(/\s+/)
    return {
      source: now,
      others: all.filter((name) => name !== '' && name !== now),
      btime: valueOf(of.stat.after)?.btime ?? null,
    }
  },
})
