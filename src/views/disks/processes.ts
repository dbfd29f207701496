import { sign } from '../../format.ts'
import { commandOf, isKernelThread } from '../../model/command.ts'
import { delayAccounting } from '../../model/disks/delays.ts'
import { type Writer, writerOf } from '../../model/disks/writers.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, text } from '../../text.ts'
import { commandColumn, inPercent, numbered } from '../column.ts'
import { facts, type Part } from '../facts.ts'
import { fileSigns } from '../missing.ts'
import { noProcess } from '../no-process.ts'
import { quietShare } from '../quiet.ts'
import { sweepProgress } from '../sweep-progress.ts'
import type { Column, Place, TableSection } from '../view.ts'
import { flows, words } from './cells.ts'

/** What each process reads and writes, as iotop and pidstat -d. */
export function ioSection(snapshot: Snapshot, { switches }: Place, priority: number): TableSection {
  const table = snapshot.tasks
  const process = (row: number) => table.rows[row] as Process
  const writers = new Map<number, Writer>()
  const writer = (row: number): Writer => {
    const known = writers.get(row) ?? writerOf(snapshot, row)
    writers.set(row, known)
    return known
  }
  const { sweep } = table
  return {
    kind: 'table',
    id: 'disks-processes',
    title: null,
    priority,
    least: 4,
    progress: sweep?.partly ? (files) => sweepProgress(sweep, files) : null,
    count: table.rows.length,
    columns: columns(snapshot, process, writer),
    sort: { by: 'write', reverse: true },
    id_of: (row) => process(row).pid,
    ...(table.pids ? { ids: table.pids } : {}),
    key: (row) => `${process(row).pid}:${process(row).stat.starttime}`,
    hidden: switches.kernel ? () => false : (row) => isKernelThread(process(row)),
    ...(sweep && { settled: sweep.done }),
    pid: (row) => process(row).pid,
    drill: (row) => ({
      view: 'process',
      about: { pid: process(row).pid, start: process(row).stat.starttime },
      title: clean(`${process(row).stat.comm} ${process(row).pid}`),
    }),
    empty: noProcess(snapshot),
  }
}

/** Whether the kernel counts what tasks wait for disks, and how it is told to. */
export function delayLine(snapshot: Snapshot, width: number): readonly Line[] {
  const on = snapshot.get(delayAccounting)
  const words = {
    on: [text`counted: %WAIT is time spent waiting for disks and swap`],
    off: [text`%WAIT is off`, text`sysctl kernel.task_delayacct=1 switches it on`],
    always: [text`counted, unless booted with nodelayacct`],
    unknown: [text`not known whether they are counted`],
  }
  return facts(
    [
      {
        label: text`Delays`,
        parts: words[on].map((part): Part => ({ text: part, style: on === 'off' ? 'info' : 'dim' })),
      },
    ],
    width,
  )
}

function columns(
  snapshot: Snapshot,
  process: (row: number) => Process,
  writer: (row: number) => Writer,
): readonly Column[] {
  const instead = fileSigns(snapshot.tasks.rows, 'io')
  const io = (
    id: string,
    title: string,
    priority: number,
    help: string,
    by: (writer: Writer) => number | null,
  ): Column => {
    const column = flows({ id, title, width: 7, priority, help }, (row) => by(writer(row)), 'io')
    return {
      ...column,
      cell: (row) => {
        const { io: known } = process(row).more
        if (!known) return { text: text`~`, style: 'dim' }
        return isMissing(known) ? instead(known) : column.cell(row)
      },
    }
  }
  const delays = snapshot.get(delayAccounting)
  return [
    numbered(
      { id: 'pid', title: 'PID', help: 'process id; /proc/PID', width: 7, priority: 1 },
      (row) => process(row).pid,
    ),
    words(
      {
        id: 'state',
        title: 'S',
        width: 1,
        priority: 1,
        help: 'state of its leader: D waits for a disk or a lock; /proc/PID/stat 3',
      },
      (row) => process(row).stat.state,
    ),
    io('read', 'READ/s', 1, 'bytes per second fetched from devices; /proc/PID/io read_bytes', (w) => w.readPerSecond),
    io(
      'write',
      'WRITE/s',
      1,
      'bytes per second made dirty, written later by a flusher; /proc/PID/io write_bytes',
      (w) => w.writtenPerSecond,
    ),
    io(
      'cancelled',
      'CANC/s',
      4,
      'bytes per second made dirty and truncated before they were written; /proc/PID/io cancelled_write_bytes',
      (w) => w.cancelledPerSecond,
    ),
    io(
      'rchar',
      'RCHAR/s',
      3,
      'bytes per second through read(2), from cache, pipes and sockets too; /proc/PID/io rchar',
      (w) => w.readCallsPerSecond,
    ),
    io(
      'wchar',
      'WCHAR/s',
      3,
      'bytes per second through write(2), to pipes and sockets too; /proc/PID/io wchar',
      (w) => w.writeCallsPerSecond,
    ),
    {
      id: 'wait',
      title: '%WAIT',
      help: 'time it waited for block I/O and swap-in; off without kernel.task_delayacct; /proc/PID/stat 42',
      width: 5,
      align: 'right',
      priority: 2,
      unit: 'percent',
      descending: true,
      cell: (row) => (delays === 'off' ? { text: sign('off'), style: 'dim' } : quietShare(writer(row).waits)),
      by: (row) => (delays === 'off' ? null : inPercent(writer(row).waits)),
    },
    commandColumn((row) => commandOf(process(row))),
  ]
}
