import { OF_THREADS } from '../../model/tasks.ts'
import type { PidValues } from '../../sample/pid-files.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing, type Reading } from '../../source.ts'
import { text } from '../../text.ts'
import { fileSigns } from '../missing.ts'
import type { Cell } from '../view.ts'
import type { Shown } from './context.ts'

/** The value, or null where it was not asked for or could not be read. */
export function asked<T>(reading: Reading<T> | undefined): T | null {
  return reading && !isMissing(reading) ? reading.value : null
}

/** What a file of each process shows: its value, or the sign that says why there is none. */
export function fromFile<F extends keyof PidValues>(
  shown: Shown,
  file: F,
  show: (value: PidValues[F], row: number) => Cell,
): (row: number) => Cell {
  let signs: { readonly of: Shown['table']; readonly instead: ReturnType<typeof fileSigns> } | null = null
  return (row) => {
    const { table } = shown
    const reading = table.rows[row]?.more[file] as Reading<PidValues[F]> | undefined
    if (!reading) return { text: isOfProcess(table.rows[row], file) ? text`-` : text`~`, style: 'dim' }
    if (!isMissing(reading)) return show(reading.value, row)
    if (signs?.of !== table) signs = { of: table, instead: fileSigns(table.rows, file) }
    return signs.instead(reading)
  }
}

/** What is told of the process alone: a thread will never have it. */
function isOfProcess(task: Process | undefined, file: keyof PidValues): boolean {
  return task !== undefined && task.tid !== task.pid && !OF_THREADS.has(file)
}

/** NaN is how typed arrays say unknown. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
