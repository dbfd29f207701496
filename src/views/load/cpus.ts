import { percent, sign } from '../../format.ts'
import type { CpuShares } from '../../model/load/cpus.ts'
import { type PerCpu, perCpu } from '../../model/load/per-cpu.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Text, text } from '../../text.ts'
import { inPercent } from '../column.ts'
import { quietShare } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'

/** CPU by CPU: a machine may be idle as a whole and one CPU full. */
export function cpuSection(snapshot: Snapshot, priority: number): TableSection {
  const { cpus, noQueues } = snapshot.get(perCpu)
  const cpu = (at: number) => cpus[at] as PerCpu
  return {
    kind: 'table',
    id: 'load-cpus',
    title: text`CPUs  percent of the time since the last sample, as mpstat`,
    priority,
    least: Math.min(cpus.length + 2, 6),
    count: cpus.length,
    columns: cpuColumns(cpu, noQueues ? sign(noQueues.missing) : null),
    sort: { by: 'cpu', reverse: false },
    id_of: (at) => cpu(at).id,
    key: (at) => `${cpu(at).id}`,
    empty: text`/proc/stat could not be read`,
  }
}

const SHARES: readonly (readonly [keyof CpuShares, string, number, number, string])[] = [
  ['busy', '%BUSY', 1, 0.9, 'all but idle and iowait'],
  ['usr', '%USR', 1, 2, 'programs, without guests'],
  ['nice', '%NICE', 4, 2, 'programs with a positive nice value, without guests'],
  ['sys', '%SYS', 1, 0.3, 'the kernel, without interrupts'],
  ['iowait', '%IOWT', 1, 0.25, 'idle while a thread that last ran here waits for block I/O; not reliable by itself'],
  ['irq', '%IRQ', 3, 0.2, 'hard interrupts'],
  ['soft', '%SOFT', 1, 0.2, 'soft interrupts: network, timers'],
  ['steal', '%STEAL', 1, 0.05, 'wanted to run, and the hypervisor gave the CPU to others'],
  ['guest', '%GUEST', 3, 2, 'virtual machines; the kernel counts it in user too, so it is taken out of there'],
  ['gnice', '%GNICE', 6, 2, 'virtual machines with a positive nice value'],
  ['idle', '%IDLE', 2, 2, 'nothing to do'],
]

function cpuColumns(cpu: (at: number) => PerCpu, noQueues: Text | null): readonly Column[] {
  return [
    {
      id: 'cpu',
      title: 'CPU',
      help: 'number of the CPU; only those online; /proc/stat',
      width: 5,
      align: 'right',
      priority: 1,
      unit: 'count',
      cell: (at) => text`${cpu(at).id}`,
      by: (at) => cpu(at).id,
    },
    ...SHARES.map(
      ([name, title, priority, high, help]): Column => ({
        id: name,
        title,
        help: `${help}; /proc/stat`,
        width: 6,
        align: 'right',
        priority,
        unit: 'percent',
        descending: true,
        cell: (at) => {
          const share = cpu(at).shares?.[name] ?? null
          return share !== null && share >= high ? { text: percent(share), style: 'warning' } : quietShare(share)
        },
        by: (at) => inPercent(cpu(at).shares?.[name] ?? null),
      }),
    ),
    {
      id: 'waiting',
      title: 'WAITING',
      help: 'threads in its run queue that waited for it, on average since the last sample; off without CONFIG_SCHEDSTATS; /proc/schedstat',
      width: 7,
      align: 'right',
      priority: 1,
      unit: 'count',
      descending: true,
      cell: (at) => {
        const { waiting } = cpu(at)
        if (noQueues) return { text: noQueues, style: 'dim' }
        const words = waiting === null ? text`-` : hundredths(waiting)
        return waiting !== null && waiting >= 1 ? { text: words, style: 'warning' } : words
      },
      by: (at) => cpu(at).waiting,
    },
  ]
}

function hundredths(value: number): Text {
  return value.toFixed(2) as Text
}

/** As declared, for help. */
export const CPU_COLUMNS = cpuColumns(() => ({ id: 0, shares: null, waiting: null }), null)
