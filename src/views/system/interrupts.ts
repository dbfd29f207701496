import { count, countShort, percent, perSecond } from '../../format.ts'
import { type PerCpu, perCpu } from '../../model/load/per-cpu.ts'
import { type CpuInterrupts, cpuInterrupts } from '../../model/network/cpus.ts'
import { type InterruptLine, interruptTable } from '../../model/network/interrupts.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'

/** What interrupts each CPU, and what of the network it handles. */
export function cpuInterruptSection(snapshot: Snapshot, priority: number): TableSection {
  const all = snapshot.get(cpuInterrupts)
  const loads = new Map(snapshot.get(perCpu).cpus.map((cpu) => [cpu.id, cpu]))
  const row = (at: number) => all[at] as CpuInterrupts
  return {
    kind: 'table',
    id: 'system-interrupt-cpus',
    title: text`Interrupts by CPU, per second`,
    priority,
    least: Math.min(all.length + 2, 6),
    count: all.length,
    columns: cpuColumns(row, (at) => loads.get(row(at).id) ?? null),
    sort: { by: 'cpu', reverse: false },
    id_of: (at) => row(at).id,
    key: (at) => `${row(at).id}`,
    drill: () => ({ view: 'load', page: 'cpus', about: {}, title: text`Load` }),
    empty: text`/proc/interrupts could not be read`,
  }
}

function cpuColumns(row: (at: number) => CpuInterrupts, load: (at: number) => PerCpu | null): readonly Column[] {
  const rate = (id: string, title: string, help: string, by: (one: CpuInterrupts) => number | null, priority = 1) =>
    numbers(
      { id, title, help, width: 7, priority },
      'count',
      (at) => by(row(at)),
      (value) => quiet(value, perSecond),
    )
  const lost = (value: number | null): Cell =>
    (value ?? 0) > 0 ? { text: perSecond(value), style: 'warning' } : quiet(value, perSecond)
  const soft = '/proc/softirqs'
  const net = '/proc/net/softnet_stat'
  return [
    {
      ...numbers(
        { id: 'cpu', title: 'CPU', help: 'number of the CPU; /proc/stat', width: 5, priority: 1 },
        'count',
        (at) => row(at).id,
        count,
      ),
      descending: false,
    },
    numbers(
      {
        id: 'soft-share',
        title: '%SOFT',
        help: 'time in soft interrupts; ksoftirqd counts as a thread, not here; /proc/stat',
        width: 6,
        priority: 1,
      },
      'percent',
      (at) => load(at)?.shares?.soft ?? null,
      (value) => ((value ?? 0) >= 0.2 ? { text: percent(value), style: 'warning' } : quietShare(value)),
    ),
    rate('hard', 'HARD', 'interrupts of devices, timers and other CPUs; /proc/interrupts', (one) => one.hard),
    rate('soft', 'SOFT', `soft interrupts of all kinds; ${soft}`, (one) => one.soft),
    rate('netrx', 'NET_RX', `runs of the receive softirq; ${soft}`, (one) => one.kinds.get('NET_RX') ?? null),
    rate('nettx', 'NET_TX', `runs of the send softirq; ${soft}`, (one) => one.kinds.get('NET_TX') ?? null, 3),
    rate('timer', 'TIMER', `runs of expired timers; ${soft}`, (one) => one.kinds.get('TIMER') ?? null, 4),
    rate('sched', 'SCHED', `load balancing between CPUs; ${soft}`, (one) => one.kinds.get('SCHED') ?? null, 5),
    rate('rcu', 'RCU', `freeing what readers may still have used; ${soft}`, (one) => one.kinds.get('RCU') ?? null, 5),
    rate('block', 'BLOCK', `ends of block requests; ${soft}`, (one) => one.kinds.get('BLOCK') ?? null, 4),
    rate(
      'frames',
      'FRAMES',
      `frames taken off the queues, once for each interface they pass; ${net} 1`,
      (one) => one.net?.processed ?? null,
      2,
    ),
    numbers(
      {
        id: 'dropped',
        title: 'DROPPED',
        help: `frames lost per second as the backlog was full: net.core.netdev_max_backlog; ${net} 2`,
        width: 7,
        priority: 1,
      },
      'count',
      (at) => row(at).net?.dropped ?? null,
      lost,
    ),
    numbers(
      {
        id: 'squeezed',
        title: 'SQUEEZED',
        help: `times per second its time or budget ended with work left: net.core.netdev_budget; ${net} 3`,
        width: 8,
        priority: 1,
      },
      'count',
      (at) => row(at).net?.squeezed ?? null,
      lost,
    ),
    rate(
      'rps',
      'RPS',
      `times another CPU gave it frames (receive packet steering); ${net} 10`,
      (one) => one.net?.rps ?? null,
      5,
    ),
    numbers(
      {
        id: 'backlog',
        title: 'BACKLOG',
        help: `frames that wait now; off before Linux 5.10; ${net} 12`,
        width: 7,
        priority: 5,
      },
      'count',
      (at) => row(at).net?.backlog ?? null,
      (value) => quiet(value, countShort),
    ),
    numbers(
      {
        id: 'dropped-total',
        title: 'DROP EVER',
        help: `frames lost since boot, until 32 bits are full; ${net} 2`,
        width: 9,
        priority: 3,
      },
      'count',
      (at) => row(at).net?.droppedTotal ?? null,
      (value) => quiet(value, countShort),
    ),
  ]
}

/** Who interrupts; a device whose interrupts all go to one CPU can keep that one busy. */
export function interruptSection(snapshot: Snapshot, priority: number): TableSection {
  const { lines } = snapshot.get(interruptTable)
  const row = (at: number) => lines[at] as InterruptLine
  return {
    kind: 'table',
    id: 'system-interrupts',
    title: text`Interrupts by source`,
    priority,
    least: 5,
    count: lines.length,
    columns: lineColumns(row),
    sort: { by: 'rate', reverse: true },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    style: (at) => (row(at).total === 0 ? 'dim' : 'plain'),
    empty: text`/proc/interrupts could not be read`,
  }
}

function lineColumns(row: (at: number) => InterruptLine): readonly Column[] {
  const file = '/proc/interrupts'
  return [
    words(
      {
        id: 'irq',
        title: 'IRQ',
        help: `its number, or LOC timer, RES rescheduling, CAL calls between CPUs, TLB flushes, NMI …; ${file}`,
        width: 5,
        priority: 1,
      },
      (at) => row(at).name,
    ),
    numbers(
      { id: 'rate', title: 'INTR/s', help: `interrupts per second on all CPUs; ${file}`, width: 7, priority: 1 },
      'count',
      (at) => row(at).rate,
      (value) => quiet(value, perSecond),
    ),
    numbers(
      { id: 'total', title: 'TOTAL', help: `since boot, 32 bits for each CPU; ${file}`, width: 7, priority: 1 },
      'count',
      (at) => row(at).total,
      (value) => quiet(value, countShort),
    ),
    numbers(
      {
        id: 'busiest',
        title: 'ON CPU',
        help: 'the CPU that took most of them since the last sample (since boot where none came); smp_affinity says where they may go',
        width: 6,
        priority: 1,
      },
      'count',
      (at) => row(at).busiest?.cpu ?? null,
      count,
    ),
    numbers(
      { id: 'part', title: '%THERE', help: 'which part of them that CPU took', width: 6, priority: 1 },
      'percent',
      (at) => row(at).busiest?.share ?? null,
      quietShare,
    ),
    words(
      {
        id: 'who',
        title: 'WHO',
        help: `the drivers that wait for it, or its name in full; ${file}`,
        width: 18,
        priority: 1,
        grow: true,
      },
      (at) => partsOf(row(at).what).who,
    ),
    words(
      {
        id: 'by',
        title: 'CONTROLLER',
        help: `what brings it, with its number there and trigger; ${file}`,
        width: 30,
        priority: 4,
      },
      (at) => partsOf(row(at).what).by,
    ),
  ]
}

/** `PCI-MSI 49153-edge virtio1-req.0`: the controller, the interrupt there with its trigger, who waits. */
function partsOf(what: string): { readonly who: string | null; readonly by: string | null } {
  const [, by, who] =
    /^(.*?-(?:edge|level|fasteoi\S*|simple\S*|percpu\S*|ack\S*|chained|bad)|\S+ \d+ (?:Edge|Level))(?: +(.*))?$/.exec(
      what,
    ) ?? []
  return by === undefined ? { who: what || null, by: null } : { who: who || null, by }
}

/** As declared, for help. */
export const INTERRUPT_COLUMNS = lineColumns(() => {
  throw new Error('a declared column has no rows')
})
