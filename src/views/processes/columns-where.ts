import { startTime } from '../../format.ts'
import { cgroupOf, otherCgroupsOf } from '../../model/cgroup-of.ts'
import { programOf } from '../../model/command.ts'
import { hidesWchan } from '../../model/load/rights.ts'
import type { Process } from '../../sample/process.ts'
import { clean, text } from '../../text.ts'
import type { Column } from '../view.ts'
import { asked, fromFile } from './cells.ts'
import { number, words } from './column-kinds.ts'
import type { Shown } from './context.ts'

/** Where a task is and since when: node, cgroup, kernel function, and how near to being killed. */
export function whereColumns(shown: Shown): readonly Column[] {
  const process = (row: number) => shown.table.rows[row] as Process
  const stat = (row: number) => process(row).stat
  const node = (row: number) => shown.context.nodes.get(stat(row).processor) ?? null
  const started = (row: number) => {
    const { bootTime, tick } = shown.context
    return bootTime === null ? null : bootTime + stat(row).starttime * tick
  }
  return [
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
      cell: fromFile(shown, 'oom_score', (score) => text`${score}`),
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
      also: (row) => otherCgroupsOf(process(row)),
      files: ['cgroup'],
      dear: true,
      cell: fromFile(shown, 'cgroup', (_, row) => clean(cgroupOf(process(row)) ?? '-')),
    },
    {
      ...words(
        'program',
        'PROGRAM',
        16,
        0,
        'argv[0] without its folder, or the name of the kernel: what groups by program go by; /proc/PID/cmdline, comm',
        (r) => programOf(process(r)),
      ),
      files: ['cmdline'],
      dear: true,
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
      files: ['wchan', 'owner'],
      dear: true,
      cell: fromFile(shown, 'wchan', (name, row) => {
        if (name !== null) return clean(name)
        return hidesWchan(shown.context.reader, process(row)) ? { text: text`hidden`, style: 'dim' } : text`-`
      }),
    },
    {
      ...number('start', 'START', 5, 0, 'when it started: time of today, else the day; /proc/PID/stat 22', started),
      cell: (row) => startTime(started(row)),
    },
  ]
}
