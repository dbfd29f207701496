import type { Process } from '../sample/process.ts'
import { cgroupOf } from './cgroup-of.ts'
import type { TaskTable } from './tasks.ts'

/** Who has most of something: a cgroup with what its processes have together, or a process that is in none. */
export interface Blamed {
  /** Raw. Null: one process, which is in no group below the root, or of which it was not read. */
  readonly cgroup: string | null
  readonly amount: number
  readonly processes: number
  /** That of them with most of it. */
  readonly most: Process
  readonly mostAmount: number
}

/** The most first; who has nothing of it, or of whom it is not known, is left out. One pass over the table. */
export function blame(table: TaskTable, amountOf: (row: number) => number | null): readonly Blamed[] {
  const found = new Map<string, { -readonly [K in keyof Blamed]: Blamed[K] }>()
  table.rows.forEach((process, row) => {
    const amount = amountOf(row)
    if (amount === null || !(amount > 0)) return
    const path = cgroupOf(process)
    const cgroup = path === '/' ? null : path
    const key = cgroup ?? `${process.pid}`
    const known = found.get(key)
    if (!known) {
      found.set(key, { cgroup, amount, processes: 1, most: process, mostAmount: amount })
      return
    }
    known.amount += amount
    known.processes++
    if (amount > known.mostAmount) {
      known.most = process
      known.mostAmount = amount
    }
  })
  return [...found.values()].sort((a, b) => b.amount - a.amount)
}
