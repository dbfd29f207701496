import { bytes, cpuTime, perSecond, startTime } from '../../format.ts'
import { cgroupOf } from '../../model/cgroup-of.ts'
import { commandOf, isKernelThread } from '../../model/command.ts'
import { hasNice, policyName, priorityName } from '../../model/scheduling.ts'
import { moreRate, statRate } from '../../model/task-rates.ts'
import type { TaskTable } from '../../model/tasks.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import { quiet, quietShare, ZERO } from '../quiet.ts'
import type { Column } from '../view.ts'
import { asked, fromReading, known } from './cells.ts'
import type { TaskContext } from './context.ts'

/** Every column of the process table. Each is said once: title, help, width, cell, order, and what must be read for it. */
export function taskColumns(table: TaskTable, context: TaskContext): readonly Column[] {
  const { tick, pageSize, memTotal, switches } = context
  const process = (row: number) => table.rows[row] as Process
  const stat = (row: number) => process(row).stat
  const res = (row: number) => (process(row).statm?.resident ?? stat(row).rssPages) * pageSize
  const shared = (row: number) => {
    const { statm } = process(row)
    return statm ? statm.shared * pageSize : null
  }
  const whole = switches.cpuOf === 'machine' ? (context.cpus ?? Number.NaN) : 1
  const cpu = (row: number) => known(((table.cpus[row] as number) * 100) / whole)
  const time = (row: number) => (stat(row).utime + stat(row).stime) * tick
  const user = (row: number) => {
    const owner = asked(process(row).more.owner)
    return owner === null ? null : (context.users.get(owner) ?? `${owner}`)
  }
  const swap = (row: number) => {
    const status = asked(process(row).more.status)
    return status ? (status.vmSwap ?? (isKernelThread(process(row)) ? 0 : null)) : null
  }
  const minflt = (row: number) => statRate(table, row, (p) => p.stat.minflt)
  const majflt = (row: number) => statRate(table, row, (p) => p.stat.majflt)
  const read = (row: number) => moreRate(table, row, 'io', (io) => io.readBytes)
  const written = (row: number) => moreRate(table, row, 'io', (io) => io.writeBytes)
  const voluntary = (row: number) => moreRate(table, row, 'status', (s) => s.voluntaryCtxtSwitches)
  const involuntary = (row: number) => moreRate(table, row, 'status', (s) => s.nonvoluntaryCtxtSwitches)
  const node = (row: number) => context.nodes.get(stat(row).processor) ?? null
  const started = (row: number) => (context.bootTime === null ? null : context.bootTime + stat(row).starttime * tick)
  const columns: Column[] = [
    number('pid', 'PID', 7, 1, 'process id; /proc/PID', (r) => process(r).pid),
    number('ppid', 'PPID', 7, switches.tree ? 6 : 0, 'id of the parent; /proc/PID/stat 4', (r) => stat(r).ppid),
    number('tid', 'TID', 7, switches.threads ? 1 : 0, 'id of the thread; /proc/PID/task', (r) => process(r).tid),
    {
      ...words(
        'user',
        'USER',
        9,
        1,
        'effective user, owner of /proc/PID; a number where the name is not in /etc/passwd',
        user,
      ),
      files: ['owner'],
      dear: true,
      cell: (row) => fromReading(process(row).more.owner, (uid) => userName(context, uid)),
    },
    {
      ...number(
        'pri',
        'PRI',
        3,
        3,
        'priority as top PR: 20 + nice, −1 − real-time priority; rt from 99 and for deadline; higher is later; /proc/PID/stat 18',
        (r) => stat(r).priority,
      ),
      cell: (row) => text`${priorityName(stat(row)) as Text}`,
      descending: false,
    },
    {
      ...number(
        'ni',
        'NI',
        3,
        4,
        'nice −20 to 19, each step is 1.25 times the share; - where the policy has none; /proc/PID/stat 19',
        (r) => (hasNice(stat(r)) ? stat(r).nice : null),
      ),
      descending: false,
    },
    words(
      'policy',
      'POLICY',
      6,
      0,
      'scheduling policy and real-time priority: TS other, FF fifo, RR, B batch, IDL, DLN deadline, EXT; /proc/PID/stat 40, 41',
      (r) => policyName(stat(r)),
    ),
    {
      ...words(
        'state',
        'S',
        1,
        1,
        'state: R running or runnable, S sleeping, D uninterruptible, T stopped, t traced, Z zombie, I idle kernel thread; of the leader thread; /proc/PID/stat 3',
        (r) => stat(r).state,
      ),
      cell: (row) => stateCell(stat(row).state),
    },
    sized(
      'virt',
      'VIRT',
      6,
      5,
      'address space, mapped or promised, not memory in use; /proc/PID/statm 1',
      (r) => stat(r).vsize,
    ),
    {
      ...sized(
        'res',
        'RES',
        6,
        1,
        'resident memory: anonymous, file and shared pages in RAM; pages shared by several processes count in each; /proc/PID/statm 2',
        res,
      ),
      files: ['statm'],
      dear: true,
      cell: (row) => (process(row).statm ? quiet(res(row), bytes) : { text: bytes(res(row)), style: 'dim' }),
    },
    {
      ...sized(
        'shr',
        'SHR',
        6,
        5,
        'the part of RES that could be shared: file and shmem pages; not memory that is shared now; /proc/PID/statm 3',
        shared,
      ),
      files: ['statm'],
      dear: true,
      cell: (row) => (process(row).statm ? quiet(shared(row), bytes) : text`~`),
    },
    {
      ...sized(
        'swap',
        'SWAP',
        6,
        context.swapUsed ? 8 : 0,
        'anonymous memory in swap (VmSwap), shared memory not counted; shown by itself while swap is in use; /proc/PID/status',
        swap,
      ),
      files: ['status'],
      dear: true,
      cell: (row) =>
        fromReading(process(row).more.status, (s) =>
          s.vmSwap === undefined && !isKernelThread(process(row)) ? text`-` : quiet(s.vmSwap ?? 0, bytes),
        ),
    },
    {
      id: 'cpu',
      title: '%CPU',
      help: 'CPU time used since the last sample: 100 is one CPU (of the machine: all CPUs, key i); the CPU clock of the process, or /proc/PID/stat 14, 15',
      width: 5,
      align: 'right',
      priority: 1,
      unit: 'percent',
      descending: true,
      cell: (row) => {
        const value = cpu(row)
        return quietShare(value === null ? null : value / 100)
      },
      by: cpu,
    },
    {
      id: 'mem',
      title: '%MEM',
      help: 'RES of MemTotal; in a filter a size: mem>1G; /proc/PID/statm, /proc/meminfo',
      width: 4,
      align: 'right',
      priority: 2,
      unit: 'percent',
      asBytes: 'res',
      files: ['statm'],
      dear: true,
      descending: true,
      cell: (row) => quietShare(memTotal === null ? null : res(row) / memTotal),
      by: (row) => (memTotal === null ? null : (res(row) / memTotal) * 100),
    },
    {
      id: 'time',
      title: 'TIME+',
      help: 'CPU time since its start, user and system, of all its threads, ended ones too; /proc/PID/stat 14, 15',
      width: 9,
      align: 'right',
      priority: 2,
      unit: 'seconds',
      descending: true,
      cell: (row) => cpuTime(time(row)),
      by: time,
    },
    number('thr', 'THR', 4, 7, 'threads; /proc/PID/stat 20', (r) => stat(r).threads),
    rated('minflt', 'MINF/s', 'minor faults per second: pages mapped without I/O; /proc/PID/stat 10', minflt, 9),
    rated(
      'majflt',
      'MAJF/s',
      'major faults per second: a page had to be read from disk or swap; /proc/PID/stat 12',
      majflt,
      9,
    ),
    {
      ...flow('ior', 'READ/s', 'bytes per second fetched from devices; /proc/PID/io read_bytes', read),
      files: ['io'],
      dear: true,
      cell: (r) => fromReading(process(r).more.io, () => quiet(read(r), bytes)),
    },
    {
      ...flow('iow', 'WRIT/s', 'bytes per second made dirty, written later; /proc/PID/io write_bytes', written),
      files: ['io'],
      dear: true,
      cell: (r) => fromReading(process(r).more.io, () => quiet(written(r), bytes)),
    },
    {
      ...rated(
        'vcsw',
        'VCSW/s',
        'voluntary context switches per second: it waited for something; of the leader thread; /proc/PID/status',
        voluntary,
        0,
      ),
      files: ['status'],
      dear: true,
    },
    {
      ...rated(
        'ivcsw',
        'ICSW/s',
        'involuntary context switches per second: it was made to give up the CPU; of the leader thread; /proc/PID/status',
        involuntary,
        0,
      ),
      files: ['status'],
      dear: true,
    },
    {
      ...number(
        'oom',
        'OOM',
        4,
        0,
        'oom_score: who is killed first when memory ends; 666 is neutral; /proc/PID/oom_score',
        (r) => asked(process(r).more.oom_score),
      ),
      files: ['oom_score'],
      dear: true,
      cell: (row) => fromReading(process(row).more.oom_score, (score) => text`${score}`),
    },
    number(
      'node',
      'NODE',
      4,
      0,
      'NUMA node of the CPU it last ran on; /proc/PID/stat 39, /sys/devices/system/node',
      node,
    ),
    {
      ...words('cgroup', 'CGROUP', 24, 0, 'cgroup: unit or container; /proc/PID/cgroup', (r) => cgroupOf(process(r))),
      files: ['cgroup'],
      dear: true,
      cell: (row) => fromReading(process(row).more.cgroup, () => clean(cgroupOf(process(row)) ?? '-')),
    },
    {
      ...words(
        'wchan',
        'WCHAN',
        20,
        0,
        'kernel function it sleeps in; - when it does not sleep, hidden without the right to know; /proc/PID/wchan',
        (r) => asked(process(r).more.wchan),
      ),
      files: ['wchan'],
      dear: true,
      cell: (row) => fromReading(process(row).more.wchan, (name) => clean(name ?? '-')),
    },
    {
      ...number('start', 'START', 5, 0, 'when it started: time of today, else the day; /proc/PID/stat 22', started),
      cell: (row) => startTime(started(row)),
    },
    {
      ...words(
        'command',
        'COMMAND',
        12,
        1,
        'arguments, or the name until they are read; [kernel thread]; /proc/PID/cmdline, comm',
        (r) => commandOf(process(r)),
      ),
      grow: true,
      wish: switches.tree ? 42 : 20,
      files: ['cmdline'],
      cell: (row) => commandCell(process(row)),
    },
  ]
  return columns
}

function userName(context: TaskContext, uid: number): Text {
  return clean(context.users.get(uid) ?? `${uid}`)
}

function stateCell(state: string) {
  if (state === 'R') return { text: text`R`, style: 'ok' } as const
  if (state === 'D') return { text: text`D`, style: 'hot' } as const
  if (state === 'Z' || state === 'T' || state === 't') return { text: clean(state), style: 'warning' } as const
  return { text: clean(state), style: 'dim' } as const
}

function commandCell(process: Process) {
  const { cmdline } = process.more
  const late = cmdline !== undefined && isMissing(cmdline) && cmdline.missing === 'pending'
  const name = clean(commandOf(process))
  const words = late ? text`~ ${name}` : name
  if (process.tid !== process.pid) return { text: words, style: 'thread' } as const
  return isKernelThread(process) ? ({ text: words, style: 'kernel' } as const) : words
}

type By = (row: number) => number | null

function number(id: string, title: string, width: number, priority: number, help: string, by: By): Column {
  const cell = (row: number) => {
    const value = by(row)
    return value === null ? text`-` : value === 0 ? ZERO : text`${value}`
  }
  return { id, title, help, width, align: 'right', priority, unit: 'count', cell, by }
}

function words(
  id: string,
  title: string,
  width: number,
  priority: number,
  help: string,
  by: (row: number) => string | null,
): Column {
  return { id, title, help, width, align: 'left', priority, unit: 'text', cell: (row) => clean(by(row) ?? '-'), by }
}

function sized(id: string, title: string, width: number, priority: number, help: string, by: By): Column {
  return {
    id,
    title,
    help,
    width,
    align: 'right',
    priority,
    unit: 'bytes',
    descending: true,
    cell: (row) => quiet(by(row), bytes),
    by,
  }
}

function rated(id: string, title: string, help: string, by: By, priority: number): Column {
  const cell = (row: number) => quiet(by(row), perSecond)
  return { id, title, help, width: 6, align: 'right', priority, unit: 'count', descending: true, cell, by }
}

function flow(id: string, title: string, help: string, by: By): Column {
  return {
    id,
    title,
    help,
    width: 6,
    align: 'right',
    priority: 0,
    unit: 'bytes',
    descending: true,
    cell: (r) => quiet(by(r), bytes),
    by,
  }
}
