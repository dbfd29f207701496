import { stat } from '../../parse/stat.ts'
import { parseWord } from '../../parse/sys/kernel.ts'
import { source, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { model } from '../model.ts'

const FOLDER = '/sys/devices/system/clocksource/clocksource0'
/** Raw; Documentation/timers/timekeeping.rst */
export const clockSource = source(`${FOLDER}/current_clocksource`, parseWord)
export const availableClocks = source(`${FOLDER}/available_clocksource`, parseWord)

/** Each reading goes through a device or a slow port: 0.5 to 5 µs, which every gettimeofday pays; tsc takes 20 ns. */
export const SLOW_CLOCKS: ReadonlySet<string> = new Set(['hpet', 'acpi_pm', 'pit', 'jiffies', 'refined-jiffies'])

/** What tells the time. */
export interface Clock {
  /** Raw; null: not told. */
  readonly source: string | null
  readonly others: readonly string[]
  /** Time of the last boot by the wall clock, seconds since the epoch: it moves only when the wall clock is set. */
  readonly btime: Seconds | null
}

export const clock = model({
  from: { clockSource, available: availableClocks, stat },
  derive: (of): Clock => {
    const now = valueOf(of.clockSource.after)?.trim() ?? null
    return {
      source: now,
      others: otherClocks(valueOf(of.available.after), now),
      btime: valueOf(of.stat.after)?.btime ?? null,
    }
  },
})

/** Raw names of those that could be chosen instead. */
export function otherClocks(available: string | null, now: string | null): readonly string[] {
  return (available ?? '').split(/\s+/).filter((name) => name !== '' && name !== now)
}
