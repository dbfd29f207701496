import { rate, seconds } from '../rates.ts'
import type { More, Process } from '../sample/process.ts'
import { isMissing, type Stamped } from '../source.ts'
import type { Counter, Rate, Seconds } from '../units.ts'
import type { TaskTable } from './tasks.ts'

/** Growth per second of a counter in stat. The same record as before did not run, so it did nothing: 0. */
export function statRate<U extends string>(
  table: TaskTable,
  row: number,
  counter: (process: Process) => Counter<U>,
): Rate<U> | null {
  const now = table.rows[row]
  const was = table.was[row]
  if (!now || !was) return null
  return now === was ? 0 : rate(counter(was), counter(now), table.dt)
}

/**
 * Growth per second of a counter in a file that is not read at every tick. Both values carry their time; where the process had
 * not run since the first of them, what it did since falls into the last interval and is not spread over a minute.
 */
export function moreRate<F extends keyof More, U extends string>(
  table: TaskTable,
  row: number,
  file: F,
  counter: (value: Value<F>) => Counter<U> | undefined,
): Rate<U> | null {
  const now = table.rows[row]
  const was = table.was[row]
  const after = valueIn(now, file)
  const before = valueIn(was ?? undefined, file)
  if (!now || !was || !after || !before) return null
  if (after === before) return now.movedAt > after.at ? null : 0
  return rate(counter(before.value), counter(after.value), since(table, now, was, before, after))
}

type Value<F extends keyof More> = Extract<NonNullable<More[F]>, { readonly value: unknown }>['value']

function valueIn<F extends keyof More>(process: Process | undefined, file: F): Stamped<Value<F>> | null {
  const reading = process?.more[file]
  return reading && !isMissing(reading) ? (reading as Stamped<Value<F>>) : null
}

/** A file may be read well after its probe. Two reads that are nearer than two probes would make a storm of one event. */
function since(
  { dt }: TaskTable,
  now: Process,
  was: Process,
  before: Stamped<unknown>,
  after: Stamped<unknown>,
): Seconds {
  if (was.movedAt > before.at) return seconds(before.at, after.at)
  return Math.max(dt, seconds(Math.max(before.at, now.movedAt - dt * 1e9), after.at))
}
