import { numaNodes } from '../../model/numa/nodes.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isBare, type Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import { noProcess } from '../no-process.ts'
import { sweepProgress } from '../sweep-progress.ts'
import type { Drill, TableSection } from '../view.ts'
import { onNode, processColumns } from './process-columns.ts'

/** Where the pages of each process lie: numastat -p. `about`: the node it was opened on, whose pages then come first. */
export function processSection(snapshot: Snapshot, about: number | null, priority: number): TableSection {
  const { rows } = snapshot.tasks
  const process = (row: number) => rows[row] as Process
  const nodes = snapshot.get(numaNodes)
  return {
    kind: 'table',
    id: about === null ? 'numa-processes' : 'numa-node-processes',
    title: text`${about === null ? text`Pages of each process by node, as numastat -p` : text`Who has pages on node ${about}`}${refused(snapshot)}`,
    progress: sweepProgress(snapshot.tasks.sweep, ['numa_maps']),
    priority,
    least: 5,
    count: rows.length,
    columns: processColumns(process, nodes, snapshot, about),
    sort: { by: about === null ? 'total' : `node${about}`, reverse: true },
    id_of: (row) => process(row).pid,
    key: (row) => `${process(row).pid}:${process(row).stat.starttime}`,
    // Kernel threads and zombies have no pages of their own.
    hidden: (row) => isBare(process(row)) || (about !== null && (onNode(process(row), about) ?? 1) === 0),
    pid: (row) => process(row).pid,
    drill: (row) => drillToProcess(process(row)),
    empty: noProcess(snapshot),
  }
}

export function drillToProcess(process: Process): Drill {
  return {
    view: 'process',
    page: 'memory',
    about: { pid: process.pid, start: process.stat.starttime },
    title: clean(`${process.stat.comm} ${process.pid}`),
  }
}

/** Other users' numa_maps may not be read: what is shown is not all there is. */
export function refused({ tasks, facts }: Snapshot): Text {
  const denied = tasks.rows.filter(
    ({ more: { numa_maps: maps } }) => maps && isMissing(maps) && maps.missing === 'denied',
  )
  if (denied.length === 0) return text``
  return text`  n/a for ${denied.length}: ${facts.uid === 0 ? text`refused to root too` : text`needs root`}`
}
