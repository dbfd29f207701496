import { isKernelThread } from '../../model/command.ts'
import { ownStatus } from '../../model/load/rights.ts'
import { machine } from '../../model/machine.ts'
import { nodeSources } from '../../model/nodes.ts'
import { overcommit } from '../../model/overcommit.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { NO_TASKS } from '../../model/tasks.ts'
import { users } from '../../model/users.ts'
import type { Process } from '../../sample/process.ts'
import { clean } from '../../text.ts'
import { missingOf } from '../missing.ts'
import { noProcess } from '../no-process.ts'
import { hiddenOf, refusedOf } from '../refused.ts'
import { sweepProgress } from '../sweep-progress.ts'
import type { Column, Drill, Place, TableSection, View } from '../view.ts'
import { columnsAt, taskColumns } from './columns.ts'
import { NO_CONTEXT, taskContext, tasksOf } from './context.ts'
import { executing } from './executing.ts'
import { groupSection } from './groups.ts'
import { JSON_FILES, processesJson } from './json.ts'
import { kernelHidden, kernelThreads } from './kernel-threads.ts'
import { SUMMARY_ROWS, SUMMARY_SOURCES, SUMMARY_TERMS, summary } from './summary.ts'
import { treeOf } from './tree.ts'

export const processesView: View = {
  id: 'processes',
  terms: SUMMARY_TERMS,
  sources: (samples) => [
    ...machine.sources,
    ...users.sources,
    ...overcommit.sources,
    ...SUMMARY_SOURCES,
    ownStatus,
    ...nodeSources(samples),
  ],
  processes: ({ switches }) => ({
    threads: switches.threads ? 'visible' : 'none',
    everybody: switches.group === 'none' ? [] : GROUP_FILES[switches.group],
  }),
  sections: (snapshot, place) => [
    { kind: 'lines', id: 'summary', priority: 2, least: SUMMARY_ROWS, lines: (width) => summary(snapshot, width) },
    place.switches.group === 'none'
      ? taskSection(snapshot, place)
      : groupSection(snapshot, place.switches, GROUP_FILES[place.switches.group]),
  ],
  jsonFiles: JSON_FILES,
  json: processesJson,
  missing: (snapshot) => [
    ...missingOf(snapshot, SUMMARY_SOURCES),
    ...hiddenOf(snapshot),
    ...refusedOf(snapshot, JSON_FILES),
    ...executing(snapshot),
  ],
}

const GROUP_FILES = {
  program: ['statm', 'cmdline'],
  user: ['statm', 'owner'],
  cgroup: ['statm', 'cgroup'],
} as const

function taskSection(snapshot: Snapshot, place: Place): TableSection {
  const { switches } = place
  const table = tasksOf(snapshot, switches)
  const process = (row: number) => table.rows[row] as Process
  return {
    kind: 'table',
    id: 'processes',
    priority: 1,
    least: 4,
    title: null,
    progress: table.sweep?.partly ? (files) => sweepProgress(table.sweep, files) : null,
    count: table.rows.length,
    columns: columnsAt(place, table, taskContext(snapshot, switches)),
    sort: { by: 'cpu', reverse: true },
    id_of: (row) => process(row).tid,
    ...(table.pids ? { ids: table.pids } : {}),
    key: (row) => taskKey(process(row)),
    hidden: switches.kernel ? () => false : kernelThreads(table),
    style: (row) => rowStyle(process(row)),
    tree: switches.tree ? treeOf(table.rows) : null,
    ...(table.sweep && { settled: table.sweep.done }),
    pid: (row) => process(row).pid,
    drill: (row) => drillToProcess(process(row)),
    empty: noProcess(snapshot),
    aside: switches.kernel ? [] : kernelHidden(snapshot.tasks),
  }
}

/** A process by its pid and start time: the pid alone is used again. */
export function taskKey(process: Process): string {
  return `${process.tid}:${process.stat.starttime}`
}

export function drillToProcess(process: Process): Drill {
  return {
    view: 'process',
    about: { pid: process.pid, start: process.stat.starttime },
    title: clean(`${process.stat.comm} ${process.pid}`),
  }
}

function rowStyle(process: Process) {
  if (isKernelThread(process)) return 'kernel'
  return process.tid === process.pid ? 'plain' : 'thread'
}

/** The columns as declared, for the picker's defaults, --sort, help and the README. */
export const processColumns: readonly Column[] = taskColumns(NO_TASKS, NO_CONTEXT)
