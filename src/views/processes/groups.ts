import { bytes, cpuTime, percent, perSecond } from '../../format.ts'
import { type Group, type Grouping, groupsOf } from '../../model/groups.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { PidFile } from '../../sample/wants.ts'
import { clean, text } from '../../text.ts'
import { filterOf } from '../group-filter.ts'
import { noProcess } from '../no-process.ts'
import { sweepProgress } from '../sweep-progress.ts'
import type { Column, Drill, Switches, TableSection } from '../view.ts'
import { known } from './cells.ts'
import { cpuTitle } from './column-kinds.ts'
import { taskContext } from './context.ts'
import { kernelHidden, kernelThreads } from './kernel-threads.ts'

/** The processes table, one row a group. Enter shows the group as a service, of a user the processes. `files`: what groups them. */
export function groupSection(snapshot: Snapshot, switches: Switches, files: readonly PidFile[]): TableSection {
  const by = switches.group as Grouping
  const context = taskContext(snapshot, switches)
  const { tasks } = snapshot
  const groups = groupsOf(tasks, by, context.users, context, switches.kernel ? () => false : kernelThreads(tasks))
  const group = (row: number) => groups[row] as Group
  return {
    kind: 'table',
    id: `groups-${by}`,
    priority: 1,
    least: 4,
    title: text`By ${clean(by)}: sums; shared pages count in each (b ends grouping)`,
    progress: sweepProgress(tasks.sweep, files),
    count: groups.length,
    columns: groupColumns(
      groups,
      by,
      cpuTitle(switches),
      switches.cpuOf === 'machine' ? (context.cpus ?? Number.NaN) : 1,
      context.memTotal,
    ),
    sort: { by: 'cpu', reverse: true },
    id_of: (row) => group(row).name ?? '',
    key: (row) => group(row).name ?? '',
    drill: (row) => drillToGroup(group(row), by),
    empty: noProcess(snapshot),
    aside: switches.kernel ? [] : kernelHidden(tasks),
  }
}

/** To the service that they are; of a user: the same table without groups, with a filter that shows only this one. */
function drillToGroup(group: Group, by: Grouping): Drill | null {
  if (group.name === null) return null
  if (by !== 'user') return { view: 'app', about: { [by]: group.name }, title: clean(group.name) }
  return {
    view: 'processes',
    about: {},
    filter: filterOf(by, group.name),
    title: clean(group.name),
    switches: { group: 'none' },
  }
}

function groupColumns(
  groups: readonly Group[],
  by: Grouping,
  cpuHead: string,
  whole: number,
  memTotal: number | null,
): readonly Column[] {
  const group = (row: number) => groups[row] as Group
  const count = (id: string, title: string, width: number, help: string, of: (g: Group) => number): Column => ({
    id,
    title,
    help,
    width,
    align: 'right',
    priority: 2,
    unit: 'count',
    descending: true,
    cell: (row) => text`${of(group(row))}`,
    by: (row) => of(group(row)),
  })
  const rated = (id: string, title: string, help: string, of: (g: Group) => number): Column => ({
    ...count(id, title, title.length, help, of),
    priority: 4,
    cell: (row) => perSecond(known(of(group(row)))),
    by: (row) => known(of(group(row))),
  })
  const cpu = (row: number) => known((group(row).cpus * 100) / whole)
  return [
    count('processes', 'PROCS', 6, 'processes in the group', (g) => g.processes),
    count('threads', 'THR', 6, 'their threads; /proc/PID/stat 20', (g) => g.threads),
    count('running', 'R', 3, 'processes whose leader runs or could run', (g) => g.running),
    count('uninterruptible', 'D', 3, 'processes whose leader sleeps uninterruptibly', (g) => g.uninterruptible),
    {
      ...count(
        'cpu',
        cpuHead,
        6,
        'sum of their %CPU (%MACH: of all CPUs of the machine, key i); processes that began in this interval are not in it yet',
        (g) => g.cpus,
      ),
      unit: 'percent',
      cell: (row) => percent(cpu(row) === null ? null : (cpu(row) as number) / 100),
      by: cpu,
    },
    {
      ...count('res', 'RES', 7, 'sum of RES: shared pages count in each process; /proc/PID/statm 2', (g) => g.res),
      unit: 'bytes',
      cell: (row) => bytes(group(row).res),
    },
    {
      ...count('mem', '%MEM', 5, 'sum of RES of MemTotal: may exceed 100; in a filter a size: mem>1G', (g) => g.res),
      unit: 'percent',
      asBytes: 'res',
      cell: (row) => percent(memTotal === null ? null : group(row).res / memTotal),
      by: (row) => (memTotal === null ? null : (group(row).res / memTotal) * 100),
    },
    {
      ...count('time', 'TIME+', 9, 'sum of CPU time of those that live', (g) => g.time),
      unit: 'seconds',
      cell: (row) => cpuTime(group(row).time),
    },
    rated('minflt', 'MINFLT/s', 'minor faults per second; /proc/PID/stat 10', (g) => g.minflt),
    rated('majflt', 'MAJFLT/s', 'major faults per second; /proc/PID/stat 12', (g) => g.majflt),
    {
      id: by,
      title: by.toUpperCase(),
      help: 'what the processes have in common',
      width: 16,
      grow: true,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (row) =>
        group(row).name === null
          ? { text: text`(not read, or not permitted)`, style: 'dim' }
          : clean(group(row).name ?? ''),
      by: (row) => group(row).name,
    },
  ]
}
