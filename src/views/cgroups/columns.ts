import { bytes, countShort, percent } from '../../format.ts'
import type { Group, Stalls } from '../../model/cgroups/model.ts'
import { clean, text } from '../../text.ts'
import { numbers, orderColumn, words } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Column } from '../view.ts'
import { limitOf, marked, nameOf, nearPids, STALLED, THROTTLED } from './marks.ts'
import { memoryColumns } from './memory-columns.ts'

type Row = (at: number) => Group

/** `tree`: under its parent a group is told by its own name. */
export function groupColumns(row: Row, tree: boolean): readonly Column[] {
  return [
    words(
      {
        id: 'group',
        title: 'CGROUP',
        help: 'path of the group; /proc/PID/cgroup, or its own name in the tree',
        width: 16,
        priority: 1,
        grow: true,
        wish: 36,
        sentence: true,
      },
      (at) => row(at).path,
      (at) => clean(tree ? nameOf(row(at).path) : row(at).path),
    ),
    ...cpuColumns(row),
    ...memoryColumns(row),
    ...otherColumns(row),
    pressure(row, 'psi-cpu', 'PCPU', 'cpu', 5),
    pressure(row, 'psi-memory', 'PMEM', 'memory', 2),
    pressure(row, 'psi-io', 'PIO', 'io', 5),
    orderColumn('the order of paths'),
  ]
}

function cpuColumns(row: Row): readonly Column[] {
  return [
    numbers(
      {
        id: 'cpu',
        title: '%CPU',
        help: 'CPU time of it and all below: 100 is one CPU; cpu.stat usage_usec, v1 cpuacct.usage',
        width: 6,
        priority: 1,
      },
      'percent',
      (at) => row(at).cpus,
      quietShare,
    ),
    numbers(
      {
        id: 'quota',
        title: 'QUOTA',
        help: 'CPU time it may use, as %CPU; max: no quota of its own; cpu.max, v1 cpu.cfs_quota_us',
        width: 5,
        priority: 1,
      },
      'percent',
      (at) => row(at).quota,
      limitOf(percent),
    ),
    numbers(
      {
        id: 'throttled',
        title: '%THR',
        help: 'periods, of those in which it ran, that ended with the quota used up; cpu.stat nr_throttled / nr_periods',
        width: 5,
        priority: 1,
      },
      'percent',
      (at) => row(at).throttled,
      (value) => marked(value, THROTTLED),
    ),
    numbers(
      {
        id: 'throttled-time',
        title: 'WAIT/s',
        help: 'seconds that the quota kept its tasks waiting, a second, over all CPUs; cpu.stat throttled_usec, v1 throttled_time',
        width: 6,
        priority: 5,
      },
      'seconds',
      (at) => row(at).throttledTime,
      (value) => (value === null ? text`-` : value === 0 ? { text: text`0`, style: 'dim' } : clean(value.toFixed(2))),
    ),
  ]
}

function otherColumns(row: Row): readonly Column[] {
  const flow = (id: string, title: string, help: string, by: (group: Group) => number | null) =>
    numbers(
      { id, title, help, width: 6, priority: 5 },
      'bytes',
      (at) => by(row(at)),
      (value) => quiet(value, bytes),
    )
  return [
    flow(
      'read',
      'READ/s',
      'bytes read from devices per second; io.stat rbytes, v1 blkio.throttle.io_service_bytes_recursive',
      (one) => one.read,
    ),
    flow(
      'written',
      'WRIT/s',
      'bytes written to devices per second; v1 cannot tell who wrote what the page cache writes later; io.stat wbytes',
      (one) => one.written,
    ),
    numbers(
      {
        id: 'pids',
        title: 'PIDS',
        help: 'processes and threads of it and all below; pids.current',
        width: 6,
        priority: 5,
      },
      'count',
      (at) => row(at).pids,
      (value, at) => (nearPids(row(at)) ? { text: countShort(value), style: 'warning' } : quiet(value, countShort)),
    ),
    numbers(
      {
        id: 'pids-max',
        title: 'PMAX',
        help: 'how many there may be: fork fails with EAGAIN beyond; pids.max',
        width: 6,
        priority: 5,
      },
      'count',
      (at) => row(at).pidsMax,
      limitOf(countShort),
    ),
  ]
}

function pressure(row: Row, id: string, title: string, of: keyof Group['pressure'], priority: number): Column {
  const stalls = (at: number): Stalls | null => row(at).pressure[of]
  return numbers(
    {
      id,
      title,
      help: `share of 10 s in which some of its tasks waited for ${of}, percent; v2 only; ${of}.pressure some avg10`,
      width: 5,
      priority,
    },
    'percent',
    (at) => stalls(at)?.some ?? null,
    (value) => marked(value, STALLED),
  )
}

/** As declared, for help. */
export const GROUP_COLUMNS = groupColumns(() => {
  throw new Error('a declared column has no rows')
}, false)
