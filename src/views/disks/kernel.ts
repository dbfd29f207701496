import { cpuTime } from '../../format.ts'
import { isBusy, type KernelThread, kernelThreads } from '../../model/disks/kernel-threads.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, text } from '../../text.ts'
import { inPercent, numbered, numbers, orderColumn } from '../column.ts'
import { quietShare } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { words } from './cells.ts'
import { activity } from './thread-rows.ts'

/** What the kernel's own threads for memory and disks are busy with, a line each. Enter opens the process page. */
export function kernelSection(snapshot: Snapshot, priority: number): TableSection {
  const rank = (thread: KernelThread) => (thread.process.stat.state === 'D' ? 2 : isBusy(thread) ? 1 : 0)
  const rows = [...kernelThreads(snapshot)].sort((a, b) => rank(b) - rank(a) || (b.cpus ?? 0) - (a.cpus ?? 0))
  const row = (at: number) => rows[at] as KernelThread
  return {
    kind: 'table',
    id: 'disks-kernel',
    title: null,
    priority,
    least: 4,
    count: rows.length,
    columns: columns(snapshot, row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).process.pid,
    key: (at) => `${row(at).process.pid}:${row(at).process.stat.starttime}`,
    style: (at) => (isBusy(row(at)) ? 'plain' : 'dim'),
    pid: (at) => row(at).process.pid,
    drill: (at) => {
      const { pid, stat } = row(at).process
      return { view: 'process', about: { pid, start: stat.starttime }, title: clean(`${stat.comm} ${pid}`) }
    },
    empty: text`no kernel thread is in sight: a PID namespace, or hidepid`,
  }
}

function columns(snapshot: Snapshot, row: (at: number) => KernelThread): readonly Column[] {
  return [
    numbered(
      { id: 'pid', title: 'PID', help: 'id of the thread; /proc/PID', width: 7, priority: 1 },
      (at) => row(at).process.pid,
    ),
    words(
      {
        id: 'state',
        title: 'S',
        width: 1,
        priority: 1,
        help: 'R it runs, D it waits for a disk or a lock, S or I it sleeps; /proc/PID/stat 3',
      },
      (at) => row(at).process.stat.state,
    ),
    numbers(
      {
        id: 'cpu',
        title: '%CPU',
        help: 'CPU time since the last sample: 100 is one CPU; /proc/PID/stat 14, 15',
        width: 5,
        priority: 1,
      },
      'percent',
      (at) => inPercent(row(at).cpus),
      (_, at) => quietShare(row(at).cpus),
    ),
    numbers(
      {
        id: 'time',
        title: 'TIME+',
        help: 'CPU time it has used since it began; /proc/PID/stat 14, 15',
        width: 9,
        priority: 5,
      },
      'seconds',
      (at) => row(at).cpuTime,
      cpuTime,
    ),
    words(
      {
        id: 'thread',
        title: 'THREAD',
        width: 26,
        priority: 1,
        help: 'its name; a worker has the name of its work, + while it is at it, - when it was; /proc/PID/comm',
      },
      (at) => row(at).process.stat.comm,
    ),
    {
      ...words(
        {
          id: 'busy',
          title: 'BUSY WITH',
          width: 20,
          priority: 1,
          help: 'what it does now, or why it sleeps; from its name, its state, wchan and /proc/vmstat',
        },
        (at) => activity(snapshot, row(at)),
      ),
      grow: true,
      wish: 60,
      sentence: true,
    },
    words(
      {
        id: 'wchan',
        title: 'WCHAN',
        width: 18,
        priority: 5,
        help: 'kernel function it sleeps in, where that counts as D; /proc/PID/wchan',
      },
      (at) => row(at).wchan,
    ),
    orderColumn('those in D first, then those that ran, then those that sleep'),
  ]
}
