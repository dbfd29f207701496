import { bytes, cpuTime } from '../../format.ts'
import { isKernelThread } from '../../model/command.ts'
import type { Process } from '../../sample/process.ts'
import { text } from '../../text.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Column } from '../view.ts'
import { asked, fromFile, known } from './cells.ts'
import { cpuTitle, number, sized } from './column-kinds.ts'
import type { Shown } from './context.ts'

/** What a task uses: memory, CPU, threads. */
export function usageColumns(shown: Shown): readonly Column[] {
  const { switches, swapUsed } = shown.context
  const process = (row: number) => shown.table.rows[row] as Process
  const stat = (row: number) => process(row).stat
  const res = (row: number) => (process(row).statm?.resident ?? stat(row).rssPages) * shown.context.pageSize
  const shared = (row: number) => {
    const { statm } = process(row)
    return statm ? statm.shared * shown.context.pageSize : null
  }
  const whole = () => (switches.cpuOf === 'machine' ? (shown.context.cpus ?? Number.NaN) : 1)
  const cpu = (row: number) => known(((shown.table.cpus[row] as number) * 100) / whole())
  const time = (row: number) => (stat(row).utime + stat(row).stime) * shown.context.tick
  const swap = (row: number) => {
    const status = asked(process(row).more.status)
    return status ? (status.vmSwap ?? (isKernelThread(process(row)) ? 0 : null)) : null
  }
  const share = (row: number) => {
    const { memTotal } = shown.context
    return memTotal === null ? null : res(row) / memTotal
  }
  return [
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
        swapUsed ? 8 : 0,
        'anonymous memory in swap (VmSwap), shared memory not counted; shown by itself while swap is in use; /proc/PID/status',
        swap,
      ),
      files: ['status'],
      dear: true,
      cell: fromFile(shown, 'status', (s, row) =>
        s.vmSwap === undefined && !isKernelThread(process(row)) ? text`-` : quiet(s.vmSwap ?? 0, bytes),
      ),
    },
    {
      id: 'cpu',
      title: cpuTitle(switches),
      help: 'CPU time used since the last sample: 100 is one CPU (as %MACH: all CPUs of the machine, key i); the CPU clock of the process, or /proc/PID/stat 14, 15',
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
      get keys() {
        return shown.table.cpus
      },
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
      cell: (row) => quietShare(share(row)),
      by: (row) => {
        const value = share(row)
        return value === null ? null : value * 100
      },
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
  ]
}
