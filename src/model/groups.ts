import type { Process } from '../sample/process.ts'
import { isMissing } from '../source.ts'
import type { Bytes } from '../units.ts'
import { cgroupOf } from './cgroup-of.ts'
import { programOf } from './command.ts'
import { statRate } from './task-rates.ts'
import type { TaskTable } from './tasks.ts'

/** Processes that belong together, with sums. */
export interface Group {
  /** Raw. Null: what groups them is not read yet, or refused. */
  readonly name: string | null
  readonly processes: number
  readonly threads: number
  /** CPUs used; NaN: unknown of one of them. */
  readonly cpus: number
  /** Sum of RES: pages that several share are counted in each. */
  readonly res: Bytes
  readonly running: number
  readonly uninterruptible: number
  readonly time: number
  /** Faults per second of those that were there at the probe before; NaN: there was none. */
  readonly minflt: number
  readonly majflt: number
}

export type Grouping = 'program' | 'user' | 'cgroup'

/** What a process is grouped by, raw; null: not known. */
export function groupName(process: Process, by: Grouping, users: ReadonlyMap<number, string>): string | null {
  if (by === 'program') return programOf(process)
  if (by === 'cgroup') return cgroupOf(process)
  const { owner } = process.more
  if (!owner || isMissing(owner)) return null
  return users.get(owner.value) ?? `${owner.value}`
}

/** One pass over the table, `hidden` rows left out. */
export function groupsOf(
  table: TaskTable,
  by: Grouping,
  users: ReadonlyMap<number, string>,
  units: { readonly pageSize: Bytes; readonly tick: number },
  hidden: (row: number) => boolean,
): readonly Group[] {
  const groups = new Map<string | null, { -readonly [K in keyof Group]: Group[K] }>()
  for (let row = 0; row < table.rows.length; row++) {
    if (hidden(row)) continue
    const process = table.rows[row] as Process
    const was = table.was[row] ?? null
    const name = groupName(process, by, users)
    let group = groups.get(name)
    if (!group) {
      group = {
        name,
        processes: 0,
        threads: 0,
        cpus: 0,
        res: 0,
        running: 0,
        uninterruptible: 0,
        time: 0,
        minflt: 0,
        majflt: 0,
      }
      groups.set(name, group)
    }
    const { stat, statm } = process
    group.processes++
    group.threads += stat.threads
    // A process that is new since the last sample has no rate yet and must not make the sum unknown.
    if (was) group.cpus += table.cpus[row] as number
    group.res += (statm?.resident ?? stat.rssPages) * units.pageSize
    group.time += (stat.utime + stat.stime) * units.tick
    if (stat.state === 'R') group.running++
    if (stat.state === 'D') group.uninterruptible++
    group.minflt += statRate(table, row, (p) => p.stat.minflt) ?? 0
    group.majflt += statRate(table, row, (p) => p.stat.majflt) ?? 0
  }
  return [...groups.values()].map((group) => (table.dt > 0 ? group : { ...group, ...UNKNOWN }))
}

const UNKNOWN = { cpus: Number.NaN, minflt: Number.NaN, majflt: Number.NaN }
