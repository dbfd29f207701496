import { bytes, percent, sign } from '../../format.ts'
import { type MemoryThread, memoryThreads } from '../../model/reclaim/kswapd.ts'
import { reclaim } from '../../model/reclaim/model.ts'
import type { Reclaimer, ReclaimerKey } from '../../model/reclaim/reclaimers.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, type Text, text } from '../../text.ts'
import { inPercent } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column, Drill, TableSection } from '../view.ts'
import { number, words } from './column.ts'

/** Who frees memory, and how hard it is. Enter opens who that is now. */
export function reclaimerSection(snapshot: Snapshot, priority: number): TableSection {
  const rows = snapshot.get(reclaim).reclaimers
  const row = (at: number) => rows[at] as Reclaimer
  return {
    kind: 'table',
    id: 'memory-reclaimers',
    title: null,
    priority,
    // On the smallest screen it stands beside the state, and not the threads, which would fit.
    least: 5,
    count: rows.length,
    columns: reclaimerColumns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).key,
    key: (at) => row(at).key,
    style: (at) => ((row(at).scanned ?? 0) > 0 ? 'plain' : 'dim'),
    drill: (at) => drillOf(row(at).key, snapshot),
    empty: text`/proc/vmstat could not be read`,
  }
}

/** To the kernel's thread that does it, to the cgroups, of which one is at its limit, or to programs in reclaim. */
function drillOf(key: ReclaimerKey, { tasks }: Snapshot): Drill {
  if (key === 'cgroup')
    return { view: 'cgroups', about: {}, sort: { by: 'memory', reverse: true }, title: text`cgroups by memory` }
  const [busiest] = memoryThreads(tasks)
    .filter(({ comm }) => comm.startsWith(key))
    .sort((a, b) => (b.cpu ?? 0) - (a.cpu ?? 0))
  return busiest ? drillToThread(busiest) : IN_RECLAIM
}

function drillToThread({ pid, starttime, comm }: MemoryThread): Drill {
  return { view: 'process', about: { pid, start: starttime }, title: clean(comm) }
}

const IN_RECLAIM: Drill = {
  view: 'load',
  page: 'threads',
  about: { cause: 'd_reclaim' },
  title: text`threads in reclaim`,
}

const WHO: Readonly<Record<ReclaimerKey, { readonly title: Text; readonly says: Text }>> = {
  kswapd: { title: text`kswapd`, says: text`background: nobody waits for it` },
  direct: { title: text`direct`, says: text`foreground: the program that wants memory frees it first` },
  cgroup: { title: text`cgroup limit`, says: text`a cgroup at memory.max or memory.high frees its own` },
  proactive: { title: text`proactive`, says: text`asked for by memory.reclaim` },
  khugepaged: { title: text`khugepaged`, says: text`to make huge pages` },
}

function reclaimerColumns(row: (at: number) => Reclaimer): readonly Column[] {
  const told = (at: number, cell: () => Cell): Cell => (row(at).told ? cell() : { text: sign('absent'), style: 'dim' })
  return [
    words({
      id: 'order',
      title: 'RECLAIMER',
      help: 'who frees memory; off: this kernel does not tell it apart; /proc/vmstat',
      width: 12,
      cell: (at) => WHO[row(at).key].title,
      by: (at) => Object.keys(WHO).indexOf(row(at).key),
      unit: 'count',
    }),
    number({
      id: 'scanned',
      title: 'SCANNED/s',
      help: 'bytes of pages looked at, a second; of cgroups what pgscan_anon and pgscan_file have more than all others; /proc/vmstat pgscan_*',
      width: 9,
      unit: 'bytes',
      cell: (at) => told(at, () => quiet(row(at).scanned, bytes)),
      by: (at) => row(at).scanned,
    }),
    number({
      id: 'reclaimed',
      title: 'FREED/s',
      help: 'bytes of pages freed, a second; /proc/vmstat pgsteal_*',
      width: 9,
      unit: 'bytes',
      cell: (at) => told(at, () => quiet(row(at).reclaimed, bytes)),
      by: (at) => row(at).reclaimed,
    }),
    number({
      id: 'efficiency',
      title: '%EFF',
      help: 'freed of scanned, as %vmeff of sar -B: near 100 is easy, below 30 memory is hard to find',
      width: 5,
      unit: 'percent',
      cell: (at) => told(at, () => efficiencyCell(row(at).efficiency)),
      by: (at) => inPercent(row(at).efficiency),
    }),
    number({
      id: 'total',
      title: 'SINCE BOOT',
      help: 'bytes freed since boot; /proc/vmstat pgsteal_*',
      width: 10,
      priority: 3,
      unit: 'bytes',
      cell: (at) => told(at, () => quiet(row(at).total, bytes)),
      by: (at) => row(at).total,
    }),
    words({
      id: 'says',
      title: 'WHAT IT IS',
      help: 'who waits for it',
      width: 20,
      grow: true,
      sentence: true,
      cell: (at) => WHO[row(at).key].says,
    }),
  ]
}

function efficiencyCell(value: number | null): Cell {
  const shown = percent(value)
  return value !== null && value < 0.3 ? { text: shown, style: 'warning' } : shown
}

/** The kernel's own threads for memory. Enter opens one. */
export function threadSection(snapshot: Snapshot, priority: number): TableSection {
  const rows = memoryThreads(snapshot.tasks)
  const row = (at: number) => rows[at] as MemoryThread
  return {
    kind: 'table',
    id: 'memory-threads',
    title: text`Threads of the kernel for memory`,
    priority,
    least: 4,
    count: rows.length,
    columns: threadColumns(row),
    sort: { by: 'cpu', reverse: true },
    id_of: (at) => row(at).pid,
    key: (at) => `${row(at).pid}:${row(at).starttime}`,
    pid: (at) => row(at).pid,
    drill: (at) => drillToThread(row(at)),
    empty: text`no kernel thread is in sight here`,
  }
}

function threadColumns(row: (at: number) => MemoryThread): readonly Column[] {
  return [
    words({
      id: 'thread',
      title: 'THREAD',
      help: 'kswapd frees memory of a node, kcompactd makes large blocks there, khugepaged makes huge pages; /proc/PID/stat 2',
      width: 16,
      cell: (at) => clean(row(at).comm),
      by: (at) => row(at).comm,
    }),
    number({
      id: 'pid',
      title: 'PID',
      help: 'process id; /proc/PID',
      width: 7,
      descending: false,
      cell: (at) => text`${row(at).pid}`,
      by: (at) => row(at).pid,
    }),
    number({
      id: 'cpu',
      title: '%CPU',
      help: 'CPU time since the last sample: 100 is one CPU; /proc/PID/stat 15',
      width: 5,
      unit: 'percent',
      cell: (at) => quietShare(row(at).cpu),
      by: (at) => inPercent(row(at).cpu),
    }),
  ]
}
