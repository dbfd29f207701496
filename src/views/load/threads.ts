import type { Cause, Uncounted } from '../../model/load/cause.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, type Text, text } from '../../text.ts'
import { commandColumn, inPercent, numbered, numbers, words } from '../column.ts'
import { quietShare } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import { causeCell, isCause, wordOf } from './causes.ts'
import { load1Column } from './load1-column.ts'
import { MARKS } from './marks.ts'
import { unnamed } from './shares.ts'
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
    columns: threadColumns(row, (at) => cpusOf(snapshot, row(at)), cause !== null && !rows.some(isVforkParent)).filter(
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
    empty: cause === 'd_reclaim' ? NONE_IN_RECLAIM : text`no thread`,
  }
}

const NONE_IN_RECLAIM = text`no thread waits in it now; who frees memory on a CPU is in R, as others are`

function titleFor(snapshot: Snapshot, cause: Cause | Uncounted | null): Text {
  if (cause === null) return text`Threads in the load  ${unnamed(snapshot, 'smallThreads')}`
  const { title, says } = wordOf(cause)
  return text`Threads: ${clean(title)}  ${clean(says)}`
}

function isVforkParent({ vforkChild }: ThreadRow): boolean {
  return vforkChild !== null
}

/** `alike`: one cause was asked for, which the title names and of which there is no more to say. */
function threadColumns(
  row: (at: number) => ThreadRow,
  cpus: (at: number) => number | null,
  alike: boolean,
): readonly Column[] {
  return [
    numbered(
      {
        id: 'tid',
        title: 'TID',
        help: 'id of the thread: the load counts threads; /proc/PID/task',
        width: 7,
        priority: 1,
      },
      (at) => row(at).tid,
    ),
    numbered({ id: 'pid', title: 'PID', help: 'its process; /proc/PID', width: 7, priority: 5 }, (at) => row(at).pid),
    words(
      {
        id: 'state',
        title: 'S',
        help: 'state now: R running or runnable, D uninterruptible; - it is in neither, or has ended; /proc/PID/task/TID/stat 3',
        width: 1,
        priority: 1,
      },
      (at) => row(at).state,
      (at) => stateCell(row(at).state),
    ),
    words(
      {
        id: 'cause',
        title: 'CAUSE',
        help: 'why the load counts it, with its sign in the chart, and the child of a vfork parent; of one that counted, the cause it counted most for',
        width: 21,
        priority: alike ? 6 : 1,
      },
      (at) => row(at).cause,
      (at) => whyCell(row(at)),
    ),
    words(
      {
        id: 'wchan',
        title: 'WCHAN',
        help: 'kernel function it sleeps in; hidden: only root or its owner may know; /proc/PID/task/TID/wchan',
        width: 18,
        priority: 1,
      },
      (at) => row(at).wchan,
      (at) => (row(at).hidden ? { text: text`hidden`, style: 'warning' } : clean(row(at).wchan ?? '-')),
    ),
    numbers(
      {
        id: 'cpu',
        title: '%CPU',
        help: 'CPU time of this thread since the last sample: 100 is one CPU; /proc/PID/task/TID/schedstat',
        width: 5,
        priority: 5,
      },
      'percent',
      (at) => inPercent(cpus(at)),
      (_, at) => quietShare(cpus(at)),
    ),
    load1Column((at) => row(at).share),
    commandColumn((at) => row(at).command, {
      help: 'arguments of its process, or the name of the thread until they are read; /proc/PID/cmdline, comm',
      wish: 30,
    }),
    words(
      { id: 'why', title: 'WHY', help: 'what it waits for, in words', width: 40, priority: 7, sentence: true },
      (at) => row(at).says,
    ),
  ]
}

/** WHY has no room beside the command: who holds a vfork parent up is told here. */
function whyCell({ cause, vforkChild }: ThreadRow): Cell {
  if (vforkChild === null || cause === null || !isCause(cause)) return causeCell(cause)
  return { text: text`${MARKS[cause].mark} vfork child ${vforkChild}`, style: MARKS[cause].style }
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
