import type { Cause, Uncounted } from '../../model/load/cause.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, type Text, text } from '../../text.ts'
import { inPercent } from '../column.ts'
import { quietShare } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import { causeCell, wordOf } from './causes.ts'
import { unnamed, watched } from './shares.ts'
import { cpusOf, type ThreadRow, threadRows } from './thread-rows.ts'

/** Who it is: threads with their share of the 1 minute average. Enter opens the process. */
export function threadSection(snapshot: Snapshot, cause: Cause | Uncounted | null, priority: number): TableSection {
  const rows = threadRows(snapshot, cause)
  const row = (at: number) => rows[at] as ThreadRow
  return {
    kind: 'table',
    id: 'load-threads',
    title: titleFor(snapshot, cause),
    priority,
    least: 5,
    count: rows.length,
    columns: threadColumns(row, (at) => cpusOf(snapshot, row(at)), cause !== null).filter(
      ({ id }) => id !== 'why' || rows.some(({ says }) => says !== null),
    ),
    sort: { by: 'share', reverse: true },
    id_of: (at) => row(at).key,
    key: (at) => row(at).key,
    style: (at) => (row(at).state === null ? 'dim' : 'plain'),
    pid: (at) => row(at).pid,
    drill: (at) => ({
      view: 'process',
      page: 'threads',
      about: { pid: row(at).pid, start: row(at).processStarttime },
      title: clean(`${row(at).comm} ${row(at).pid}`),
    }),
    empty: text`no thread`,
  }
}

function titleFor(snapshot: Snapshot, cause: Cause | Uncounted | null): Text {
  if (cause === null) return text`Threads in the load  ${unnamed(watched(snapshot), 'smallThreads')}`
  const { title, says } = wordOf(cause)
  return text`Threads: ${clean(title)}  ${clean(says)}`
}

/** `alike`: one cause was asked for, which the title names. */
function threadColumns(
  row: (at: number) => ThreadRow,
  cpus: (at: number) => number | null,
  alike: boolean,
): readonly Column[] {
  return [
    {
      id: 'tid',
      title: 'TID',
      help: 'id of the thread: the load counts threads; /proc/PID/task',
      width: 7,
      align: 'right',
      priority: 1,
      unit: 'count',
      cell: (at) => text`${row(at).tid}`,
      by: (at) => row(at).tid,
    },
    {
      id: 'pid',
      title: 'PID',
      help: 'its process; /proc/PID',
      width: 7,
      align: 'right',
      priority: 5,
      unit: 'count',
      cell: (at) => text`${row(at).pid}`,
      by: (at) => row(at).pid,
    },
    {
      id: 'state',
      title: 'S',
      help: 'state now: R running or runnable, D uninterruptible; - it is in neither, or has ended; /proc/PID/task/TID/stat 3',
      width: 1,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (at) => stateCell(row(at).state),
      by: (at) => row(at).state,
    },
    {
      id: 'cause',
      title: 'CAUSE',
      help: 'why the load counts it, with its sign in the chart; of one that counted, the cause it counted most for',
      width: 21,
      align: 'left',
      priority: alike ? 6 : 1,
      unit: 'text',
      cell: (at) => causeCell(row(at).cause),
      by: (at) => row(at).cause,
    },
    {
      id: 'wchan',
      title: 'WCHAN',
      help: 'kernel function it sleeps in; hidden: only root or its owner may know; /proc/PID/task/TID/wchan',
      width: 18,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (at) => (row(at).hidden ? { text: text`hidden`, style: 'warning' } : clean(row(at).wchan ?? '-')),
      by: (at) => row(at).wchan,
    },
    {
      id: 'cpu',
      title: '%CPU',
      help: 'CPU time of this thread since the last sample: 100 is one CPU; /proc/PID/task/TID/schedstat',
      width: 5,
      align: 'right',
      priority: 5,
      unit: 'percent',
      descending: true,
      cell: (at) => quietShare(cpus(at)),
      by: (at) => inPercent(cpus(at)),
    },
    {
      id: 'share',
      title: '%LOAD1',
      help: 'share of the 1 minute average, by the weights the kernel gives to each moment, as far as whytop looked',
      width: 7,
      align: 'right',
      priority: 1,
      unit: 'percent',
      descending: true,
      cell: (at) => quietShare(row(at).share),
      by: (at) => inPercent(row(at).share),
    },
    {
      id: 'command',
      title: 'COMMAND',
      help: 'arguments of its process, or the name of the thread until they are read; /proc/PID/cmdline, comm',
      width: 10,
      wish: 30,
      grow: true,
      align: 'left',
      priority: 1,
      unit: 'text',
      files: ['cmdline'],
      cell: (at) => clean(row(at).command),
      by: (at) => row(at).command,
    },
    {
      id: 'why',
      title: 'WHY',
      help: 'what it waits for, in words',
      width: 40,
      sentence: true,
      align: 'left',
      priority: 7,
      unit: 'text',
      cell: (at) => clean(row(at).says ?? '-'),
      by: (at) => row(at).says,
    },
  ]
}

function stateCell(state: string | null): Cell {
  if (state === null) return text`-`
  return { text: clean(state), style: state === 'R' ? 'ok' : state === 'D' ? 'hot' : 'plain' }
}

/** As declared, for help. */
export const THREAD_COLUMNS = threadColumns(
  () => {
    throw new Error('a declared column has no rows')
  },
  () => null,
  false,
)
