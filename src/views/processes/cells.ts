import type { PidValues } from '../../sample/pid-files.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing, type Reading } from '../../source.ts'
import { text } from '../../text.ts'
import { fileSigns } from '../missing.ts'
import type { Cell } from '../view.ts'

/** The value, or null where it was not asked for or could not be read. */
export function asked<T>(reading: Reading<T> | undefined): T | null {
  return reading && !isMissing(reading) ? reading.value : null
}

/** What a file of each process shows: its value, or the sign that says why there is none. */
export function fromFile<F extends keyof PidValues>(
  rows: readonly Process[],
  file: F,
  show: (value: PidValues[F], row: number) => Cell,
): (row: number) => Cell {
  const instead = fileSigns(rows, file)
  return (row) => {
    const reading = rows[row]?.more[file] as Reading<PidValues[F]> | undefined
    if (!reading) return { text: text`~`, style: 'dim' }
    return isMissing(reading) ? instead(reading) : show(reading.value, row)
  }
}

/** NaN is how typed arrays say unknown. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
