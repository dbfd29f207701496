import { bytes, count } from '../../format.ts'
import { cgroupOf, otherCgroupsOf } from '../../model/cgroup-of.ts'
import { commandOf, programOf } from '../../model/command.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Holder } from '../../model/swap/holders.ts'
import { users } from '../../model/users.ts'
import { isMissing } from '../../source.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { noProcess } from '../no-process.ts'
import type { Column, TableSection } from '../view.ts'
import { type Held, heldColumns, worded } from './columns.ts'
import { type Holding, holdingOf } from './holding.ts'
import { progressOf } from './progress.ts'

/** By process like smem, and what is no process' own as a row of its own, so that SWAPPSS adds up to what is used. */
export function processSection(snapshot: Snapshot, priority: number): TableSection {
  const holding = holdingOf(snapshot)
  const { holders, rest } = holding
  const holder = (row: number): Holder | null => holders[row] ?? null
  return {
    kind: 'table',
    id: 'swap',
    title: titleOf(holding),
    priority,
    least: 4,
    count: holders.length + (rest ? 1 : 0),
    columns: processColumns(holding, snapshot.get(users)),
    sort: { by: 'swap', reverse: true },
    id_of: (row) => holder(row)?.process.pid ?? 0,
    key: (row) => keyOf(holder(row)),
    style: (row) => (holder(row) ? 'plain' : 'info'),
    pid: (row) => holder(row)?.process.pid ?? 0,
    progress: progressOf(snapshot, holding),
    drill: (row) => drillTo(holder(row)),
    empty: noProcess(snapshot),
  }
}

/** smem -t in one line. */
function titleOf({ sums: { processes, swap, uss, pss, rss, swapPss } }: Holding): Text {
  const named = [
    text`SWAP ${bytes(swap)}`,
    text`USS ${bytes(uss)}`,
    text`PSS ${bytes(pss)}`,
    text`RSS ${bytes(rss)}`,
    text`SWAPPSS ${bytes(swapPss)}`,
  ]
  return text`${count(processes)} processes  ${join(named, text`  `)}`
}

function keyOf(holder: Holder | null): string {
  return holder ? `${holder.process.pid}:${holder.process.stat.starttime}` : 'rest'
}

function drillTo(holder: Holder | null) {
  if (!holder) return null
  const { pid, stat } = holder.process
  return {
    view: 'process',
    page: 'memory',
    about: { pid, start: stat.starttime },
    title: clean(`${stat.comm} ${pid}`),
  }
}

function processColumns({ holders, rest }: Holding, names: ReadonlyMap<number, string>): readonly Column[] {
  const holder = (row: number): Holder | null => holders[row] ?? null
  const held = (row: number): Held => holder(row) ?? (rest as Held)
  const user = (row: number) => {
    const owner = holder(row)?.process.more.owner
    return owner && !isMissing(owner) ? (names.get(owner.value) ?? `${owner.value}`) : null
  }
  const command = (row: number) => {
    const one = holder(row)
    return one ? commandOf(one.process) : NOBODY
  }
  return [
    {
      id: 'pid',
      title: 'PID',
      help: 'process id; /proc/PID',
      width: 7,
      align: 'right',
      priority: 1,
      unit: 'count',
      cell: (row) => (holder(row) ? text`${holder(row)?.process.pid ?? 0}` : text``),
      by: (row) => holder(row)?.process.pid ?? null,
    },
    { ...worded('user', 'USER', 8, 5, 'effective user; /proc/PID', user), files: ['owner'] },
    ...heldColumns(held, false),
    {
      ...worded('cgroup', 'CGROUP', 24, 0, 'cgroup: unit or container; /proc/PID/cgroup', (row) => {
        const one = holder(row)
        return one && cgroupOf(one.process)
      }),
      also: (row) => {
        const one = holder(row)
        return one ? otherCgroupsOf(one.process) : []
      },
      files: ['cgroup'],
    },
    {
      ...worded(
        'program',
        'PROGRAM',
        16,
        0,
        'argv[0] without its folder, or the name of the kernel; /proc/PID/cmdline, comm',
        (row) => {
          const one = holder(row)
          return one && programOf(one.process)
        },
      ),
      files: ['cmdline'],
    },
    {
      ...worded(
        'command',
        'COMMAND',
        10,
        1,
        'arguments, or the name until they are read; (no process): tmpfs, shared memory, and pages that are in RAM again as well; /proc/PID/cmdline, comm',
        command,
      ),
      grow: true,
      wish: 30,
      files: ['cmdline'],
    },
  ]
}

export const NOBODY = '(no process: tmpfs, shared memory, swap cache)'
