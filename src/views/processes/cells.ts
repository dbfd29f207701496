import { sign } from '../../format.ts'
import { isMissing, type Reading } from '../../source.ts'
import { text } from '../../text.ts'
import type { Cell } from '../view.ts'

/** The value, or null where it was not asked for or could not be read. */
export function asked<T>(reading: Reading<T> | undefined): T | null {
  return reading && !isMissing(reading) ? reading.value : null
}

/** What a reading shows: its value, or the sign that says why there is none. */
export function fromReading<T>(reading: Reading<T> | undefined, show: (value: T) => Cell): Cell {
  if (!reading) return { text: text`~`, style: 'dim' }
  return isMissing(reading) ? { text: sign(reading.missing), style: 'dim' } : show(reading.value)
}

/** NaN is how typed arrays say unknown. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
