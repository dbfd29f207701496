import { type Reader, readerOf } from '../../model/load/rights.ts'
import { machine } from '../../model/machine.ts'
import { memory } from '../../model/memory.ts'
import { nodeOfCpu } from '../../model/nodes.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { TaskTable } from '../../model/tasks.ts'
import { users } from '../../model/users.ts'
import type { Bytes, Seconds } from '../../units.ts'
import { SWITCHES, type Switches } from '../view.ts'

/** What the columns of processes need beside the rows. */
export interface TaskContext {
  readonly users: ReadonlyMap<number, string>
  readonly nodes: ReadonlyMap<number, number>
  readonly memTotal: Bytes | null
  readonly cpus: number | null
  readonly bootTime: Seconds | null
  /** Whether anything is in swap at all. */
  readonly swapUsed: boolean
  readonly pageSize: Bytes
  readonly tick: Seconds
  readonly switches: Switches
  /** Who looks: others are not told where a process sleeps. */
  readonly reader: Reader
}

export function taskContext(snapshot: Snapshot, switches: Switches): TaskContext {
  const { memTotal, cpus, bootTime } = snapshot.get(machine)
  const { pageSize, tick } = snapshot.facts
  const swapUsed = (snapshot.get(memory)?.swapUsed ?? 0) > 0
  return {
    users: snapshot.get(users),
    nodes: snapshot.get(nodeOfCpu),
    memTotal,
    cpus,
    bootTime,
    swapUsed,
    pageSize,
    tick,
    switches,
    reader: readerOf(snapshot.samples, snapshot.facts),
  }
}

/** What the columns show: they are made once, and each sample puts its rows here. */
export interface Shown {
  table: TaskTable
  context: TaskContext
}

/** For the columns' titles and help where there are no rows. */
export const NO_CONTEXT: TaskContext = {
  users: new Map(),
  nodes: new Map(),
  memTotal: null,
  cpus: null,
  bootTime: null,
  swapUsed: false,
  pageSize: 4096,
  tick: 0.01,
  switches: SWITCHES,
  reader: { uid: null, capEff: null },
}

export function tasksOf(snapshot: Snapshot, switches: Switches): TaskTable {
  return switches.threads ? snapshot.threads : snapshot.tasks
}
