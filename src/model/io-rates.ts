import type { PidIo } from '../parse/pid/io.ts'
import { type Process, rowOf } from '../sample/process.ts'
import { isMissing } from '../source.ts'
import type { Counter, Rate } from '../units.ts'
import { moreRate } from './task-rates.ts'
import type { TaskTable } from './tasks.ts'

/**
 * Growth per second of a counter of /proc/PID/io, by what the process did itself. A child that is waited for hands its parent all it
 * read and wrote in its life at once (kernel/exit.c wait_task_zombie): what was seen of the child as it happened is left out. Null
 * where a child ended of which it was not read.
 */
export function ioRate<U extends string>(
  table: TaskTable,
  row: number,
  counter: (io: PidIo) => Counter<U>,
): Rate<U> | null {
  const whole = moreRate(table, row, 'io', counter)
  const now = table.rows[row]
  const ended = whole && now ? (endedBelow(table).get(now.pid) ?? []) : []
  if (!whole || ended.length === 0) return whole
  const [before, after] = [of(table.was[row], counter), of(now, counter)]
  const handed = ended.map((child) => of(child, counter))
  if (before === null || after === null || handed.includes(null)) return null
  const own = after - before - handed.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  // Of children that nobody waits for (SIGCHLD ignored) nothing is handed on.
  return own < 0 ? whole : (whole * own) / (after - before)
}

function of<U extends string>(process: Process | null | undefined, counter: (io: PidIo) => Counter<U>) {
  const reading = process?.more.io
  return reading && !isMissing(reading) ? counter(reading.value) : null
}

/** By the pid that is there still: who ended below it since the look before. A parent that ended too has handed on what it got. */
function endedBelow(table: TaskTable): ReadonlyMap<number, readonly Process[]> {
  const found = known.get(table) ?? find(table)
  known.set(table, found)
  return found
}

const known = new WeakMap<TaskTable, ReadonlyMap<number, readonly Process[]>>()

function find({ rows, earlier }: TaskTable): ReadonlyMap<number, readonly Process[]> {
  const gone = new Set<Process>()
  let at = 0
  for (const one of earlier) {
    while (at < rows.length && (rows[at] as Process).pid < one.pid) at++
    const now = rows[at]
    if (now?.pid !== one.pid || now.stat.starttime !== one.stat.starttime) gone.add(one)
  }
  const below = new Map<number, Process[]>()
  for (const one of gone) {
    let parent = earlier[rowOf(earlier, one.stat.ppid)]
    while (parent && gone.has(parent)) parent = earlier[rowOf(earlier, parent.stat.ppid)]
    if (!parent) continue
    const others = below.get(parent.pid)
    if (others) others.push(one)
    else below.set(parent.pid, [one])
  }
  return below
}
