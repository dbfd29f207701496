import { bytes, count, countShort, percent, perSecond } from '../../format.ts'
import type { App } from '../../model/app/app.ts'
import { MOST_READ, type Worker } from '../../model/app/workers.ts'
import { commandOf } from '../../model/command.ts'
import { NEAR } from '../../model/process/limit-use.ts'
import { WAITING } from '../../model/process/scaling.ts'
import { clean, text } from '../../text.ts'
import { inPercent, numbers, words } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'

type Row = (at: number) => Worker

/** Its processes, the busiest first. Enter opens one. `rows`: of the pane. */
export function workerSection({ workers }: App, rows: number): TableSection {
  const row: Row = (at) => workers[at] as Worker
  const process = (at: number) => row(at).process
  const key = (at: number) => `${process(at).pid}:${process(at).stat.starttime}`
  const unread = workers.length > MOST_READ + 1 ? text` (files of the ${MOST_READ} with most CPU time)` : text``
  return {
    kind: 'table',
    id: 'app-workers',
    title: text`Workers${unread}`,
    priority: 1,
    least: Math.min(workers.length, rows < SMALL ? 1 : 4) + 2,
    count: workers.length,
    columns: workerColumns(row),
    sort: { by: 'cpu', reverse: true },
    id_of: (at) => process(at).pid,
    key,
    pid: (at) => process(at).pid,
    style: (at) => (row(at).isMain ? 'dim' : 'plain'),
    drill: (at) => {
      const { pid, stat } = process(at)
      return { view: 'process', about: { pid, start: stat.starttime }, title: clean(`${stat.comm} ${pid}`) }
    },
    empty: text`no process`,
  }
}

/** In fewer rows the busiest one is enough: the queue of its listeners is of more use than the next. */
const SMALL = 14

function workerColumns(row: Row): readonly Column[] {
  return [
    numbers(
      { id: 'pid', title: 'PID', width: 7, priority: 1, help: 'process id' },
      'count',
      (at) => row(at).process.pid,
      (_, at) => text`${row(at).process.pid}`,
    ),
    words(
      { id: 'state', title: 'S', width: 1, priority: 1, help: 'state of its leader thread; /proc/PID/stat 3' },
      (at) => row(at).process.stat.state,
      (at) =>
        row(at).blocked > 0
          ? { text: clean(row(at).process.stat.state), style: 'hot' }
          : clean(row(at).process.stat.state),
    ),
    numbers(
      { id: 'cpu', title: '%CPU', width: 6, priority: 1, help: '100 is one CPU; its CPU clock, /proc/PID/stat 14, 15' },
      'percent',
      (at) => inPercent(row(at).cpus),
      (_, at) => quietShare(row(at).cpus),
    ),
    numbers(
      {
        id: 'wait',
        title: '%WAIT',
        width: 6,
        priority: 1,
        help: 'time that its threads could run and had no CPU, of the interval: 100 is one thread all the time; /proc/PID/task/TID/schedstat 2',
      },
      'percent',
      (at) => inPercent(row(at).waiting),
      (_, at) =>
        (row(at).line ?? 0) >= WAITING && (row(at).waiting ?? 0) >= 0.01
          ? { text: percent(row(at).waiting), style: 'warning' }
          : quietShare(row(at).waiting),
    ),
    numbers(
      {
        id: 'd',
        title: 'D',
        width: 3,
        priority: 4,
        help: 'its threads in uninterruptible sleep now; /proc/PID/task/TID/stat 3',
      },
      'count',
      (at) => row(at).blocked,
      (value) => (value ? { text: count(value), style: 'hot' } : quiet(value, count)),
    ),
    numbers(
      { id: 'threads', title: 'THR', width: 4, priority: 4, help: 'threads; /proc/PID/stat 20' },
      'count',
      (at) => row(at).process.stat.threads,
      (value) => countShort(value),
    ),
    numbers(
      {
        id: 'res',
        title: 'RES',
        width: 6,
        priority: 1,
        help: 'memory in RAM; shared pages count in each; /proc/PID/statm 2',
      },
      'bytes',
      (at) => row(at).res,
      bytes,
    ),
    {
      ...numbers(
        {
          id: 'pss',
          title: 'PSS',
          width: 6,
          priority: 0,
          help: 'memory, each page divided by how many share it: sums are true; /proc/PID/smaps_rollup',
        },
        'bytes',
        (at) => row(at).pss,
        bytes,
      ),
      files: ['smaps_rollup'] as const,
    },
    numbers(
      { id: 'swap', title: 'SWAP', width: 6, priority: 3, help: 'of it in swap; /proc/PID/status VmSwap' },
      'bytes',
      (at) => row(at).swap,
      (value) => quiet(value, bytes),
    ),
    numbers(
      { id: 'fds', title: 'FDS', width: 6, priority: 2, help: 'open descriptors; /proc/PID/fd' },
      'count',
      (at) => row(at).files,
      (value, at) =>
        value !== null && value >= NEAR * (row(at).filesMax ?? Number.POSITIVE_INFINITY)
          ? { text: countShort(value), style: 'warning' }
          : countShort(value),
    ),
    {
      ...numbers(
        {
          id: 'sockets',
          title: 'SOCKS',
          width: 6,
          priority: 3,
          help: 'of its descriptors those that are sockets: by these its connections are found; /proc/PID/fd',
        },
        'count',
        (at) => row(at).sockets,
        (value) => quiet(value, countShort),
      ),
      files: ['sockets'] as const,
    },
    numbers(
      {
        id: 'fds-max',
        title: 'FDMAX',
        width: 6,
        priority: 5,
        help: 'descriptors it may have, soft limit; /proc/PID/limits',
      },
      'count',
      (at) => row(at).filesMax,
      countShort,
    ),
    rated(
      'voluntary',
      'VCSW/s',
      'times a second its leader thread slept of itself; /proc/PID/status voluntary_ctxt_switches',
      row,
      (one) => one.voluntary,
    ),
    rated(
      'involuntary',
      'NVCSW/s',
      'times a second the CPU was taken from it; /proc/PID/status nonvoluntary_ctxt_switches',
      row,
      (one) => one.involuntary,
    ),
    rated('majflt', 'MAJFLT/s', 'faults a second that waited for a disk; /proc/PID/stat 12', row, (one) => one.majflt),
    {
      ...words(
        {
          id: 'command',
          title: 'COMMAND',
          width: 12,
          priority: 1,
          grow: true,
          wish: 24,
          help: 'what runs; /proc/PID/cmdline',
        },
        (at) => commandOf(row(at).process),
        (at) => (row(at).isMain ? clean(`${commandOf(row(at).process)} (main)`) : clean(commandOf(row(at).process))),
      ),
      files: ['cmdline'] as const,
    },
  ]
}

function rated(id: string, title: string, help: string, row: Row, of: (worker: Worker) => number | null): Column {
  return numbers(
    { id, title, width: Math.max(7, title.length), priority: 6, help },
    'count',
    (at) => of(row(at)),
    (value) => quiet(value, perSecond),
  )
}

/** As declared, for help. */
export const WORKER_COLUMNS = workerColumns(() => {
  throw new Error('a declared column has no rows')
})
