import { bytes, countShort } from '../../format.ts'
import type { Group } from '../../model/cgroups/model.ts'
import type { Bytes } from '../../units.ts'
import { numbers } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Column } from '../view.ts'
import { limitOf, nearLimit } from './marks.ts'

type Row = (at: number) => Group

export function memoryColumns(row: Row): readonly Column[] {
  const size = (id: string, title: string, help: string, by: (group: Group) => Bytes | null, priority: number) =>
    numbers(
      { id, title, help, width: 6, priority },
      'bytes',
      (at) => by(row(at)),
      (value) => quiet(value, bytes),
    )
  return [
    size(
      'memory',
      'MEM',
      'memory of it and all below, page cache too; memory.current, v1 memory.usage_in_bytes (of its root without kernel memory)',
      (one) => one.memory,
      1,
    ),
    numbers(
      {
        id: 'working',
        title: 'WSET',
        help: 'working set: MEM without inactive_file, marked from 90 % of MAX or HIGH on; memory.stat (v1 total_inactive_file)',
        width: 6,
        priority: 5,
      },
      'bytes',
      (at) => row(at).workingSet,
      (value, at) => (nearLimit(row(at)) ? { text: bytes(value), style: 'warning' } : quiet(value, bytes)),
    ),
    numbers(
      {
        id: 'max',
        title: 'MAX',
        help: 'beyond it processes are killed; max: none of its own, those above bind too; memory.max, v1 memory.limit_in_bytes',
        width: 6,
        priority: 1,
      },
      'bytes',
      (at) => row(at).memoryMax,
      limitOf(bytes),
    ),
    numbers(
      {
        id: 'high',
        title: 'HIGH',
        help: 'beyond it the group is reclaimed and slowed, not killed; v2 only; memory.high',
        width: 6,
        priority: 5,
      },
      'bytes',
      (at) => row(at).memoryHigh,
      limitOf(bytes),
    ),
    size(
      'inactive',
      'INACT',
      'page cache not used lately, which goes first; memory.stat inactive_file',
      (one) => one.inactiveFile,
      6,
    ),
    size(
      'swap',
      'SWAP',
      'swap of it and all below; memory.swap.current, v1 memory.stat total_swap',
      (one) => one.swap,
      2,
    ),
    numbers(
      { id: 'swap-max', title: 'SWMAX', help: 'swap it may use; v2 only; memory.swap.max', width: 6, priority: 6 },
      'bytes',
      (at) => row(at).swapMax,
      limitOf(bytes),
    ),
    events(
      row,
      'oom',
      'OOM',
      'processes killed since it was made; memory.events oom_kill, v1 memory.oom_control (of the group alone)',
      (one) => one.oomKills,
      2,
      true,
    ),
    events(
      row,
      'at-max',
      'ATMAX',
      'times it ran into MAX since it was made; memory.events max, v1 memory.failcnt',
      (one) => one.maxEvents,
      5,
      false,
    ),
    events(
      row,
      'at-high',
      'ATHIGH',
      'times it was slowed by HIGH since it was made; v2 only; memory.events high',
      (one) => one.highEvents,
      5,
      false,
    ),
  ]
}

function events(
  row: Row,
  id: string,
  title: string,
  help: string,
  by: (group: Group) => number | null,
  priority: number,
  bad: boolean,
): Column {
  return numbers(
    { id, title, help, width: 6, priority },
    'count',
    (at) => by(row(at)),
    (value) => (bad && (value ?? 0) > 0 ? { text: countShort(value), style: 'warning' } : quiet(value, countShort)),
  )
}
