import { bytes, countShort, percent, perSecond } from '../../format.ts'
import { type Interface, interfaces } from '../../model/network/interfaces.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, text } from '../../text.ts'
import { numbers, orderColumn, words } from '../column.ts'
import { quiet, quietShare } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'

/** Every interface of the network namespace; Enter shows one. */
export function interfaceSection(snapshot: Snapshot, priority: number, from?: number): TableSection {
  const all = snapshot.get(interfaces)
  const row = (at: number) => all[at] as Interface
  return {
    kind: 'table',
    id: 'system-network',
    title: text`Network interfaces`,
    priority,
    least: 4,
    ...(from !== undefined && { from }),
    count: all.length,
    columns: interfaceColumns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    style: (at) => (row(at).link.state === 'down' ? 'dim' : 'plain'),
    drill: (at) => ({
      view: 'system',
      page: 'network',
      about: { interface: row(at).name },
      title: clean(row(at).name),
    }),
    empty: text`/proc/net/dev could not be read`,
  }
}

function interfaceColumns(row: (at: number) => Interface): readonly Column[] {
  const dev = '/proc/net/dev'
  const flow = (id: string, title: string, help: string, by: (one: Interface) => number | null, priority = 1) =>
    numbers(
      { id, title, help, width: 6, priority },
      'bytes',
      (at) => by(row(at)),
      (value) => quiet(value, bytes),
    )
  const packets = (id: string, title: string, help: string, by: (one: Interface) => number | null, priority: number) =>
    numbers(
      { id, title, help, width: 6, priority },
      'count',
      (at) => by(row(at)),
      (value) => quiet(value, perSecond),
    )
  const bad = (
    id: string,
    title: string,
    help: string,
    total: (one: Interface) => number,
    now: (one: Interface) => number | null,
  ) =>
    numbers(
      { id, title, help, width: 6, priority: 1 },
      'count',
      (at) => total(row(at)),
      (value, at): Cell => {
        const grows = (now(row(at)) ?? 0) > 0
        return grows ? { text: countShort(value), style: 'warning' } : quiet(value, countShort)
      },
    )
  return [
    words(
      { id: 'interface', title: 'INTERFACE', help: `its name; ${dev}`, width: 12, priority: 1, grow: true, wish: 15 },
      (at) => row(at).name,
    ),
    words(
      {
        id: 'state',
        title: 'STATE',
        help: 'up, down, unknown (its driver does not tell: lo, tun); /sys/class/net/*/operstate',
        width: 7,
        priority: 1,
      },
      (at) => row(at).link.state,
      (at) => stateCell(row(at).link.state),
    ),
    words(
      {
        id: 'driver',
        title: 'DRIVER',
        help: 'the driver of its device, else what kind it is; device/driver, uevent',
        width: 10,
        priority: 3,
      },
      (at) => row(at).link.driver ?? row(at).link.kind,
    ),
    numbers(
      {
        id: 'speed',
        title: 'SPEED',
        help: 'Mbit/s; - where the driver does not know (most virtual machines) or the link is down; speed',
        width: 6,
        priority: 2,
      },
      'count',
      (at) => row(at).link.speed,
      countShort,
    ),
    words(
      {
        id: 'duplex',
        title: 'DUPLEX',
        help: 'full: both ways at once; half: one way at a time; duplex',
        width: 6,
        priority: 4,
      },
      (at) => row(at).link.duplex,
    ),
    numbers(
      { id: 'mtu', title: 'MTU', help: 'largest packet, bytes; mtu', width: 5, priority: 4 },
      'count',
      (at) => row(at).link.mtu,
      (value) => (value === null ? text`-` : text`${value}`),
    ),
    flow('rx', 'RX/s', `bytes received per second; ${dev}`, (one) => one.rx.bytes),
    flow('tx', 'TX/s', `bytes sent per second; ${dev}`, (one) => one.tx.bytes),
    packets('rxp', 'RXP/s', `packets received per second; ${dev}`, (one) => one.rx.packets, 2),
    packets('txp', 'TXP/s', `packets sent per second; ${dev}`, (one) => one.tx.packets, 2),
    numbers(
      {
        id: 'util',
        title: '%UTIL',
        help: 'the busier direction as a share of the speed (half duplex: both); - without a speed',
        width: 5,
        priority: 1,
      },
      'percent',
      (at) => row(at).utilisation,
      (value) => ((value ?? 0) >= BUSY ? { text: percent(value), style: 'warning' } : quietShare(value)),
    ),
    bad(
      'errors',
      'ERRS',
      `errors both ways since it was made, marked while they grow; ${dev}`,
      (one) => one.counters.rx.errors + one.counters.tx.errors,
      (one) => sum(one.rx.errors, one.tx.errors),
    ),
    bad(
      'drops',
      'DROPS',
      `packets dropped both ways, those missed for want of buffers among them, marked while they grow; ${dev}`,
      (one) => one.counters.rx.dropped + one.counters.tx.dropped,
      (one) => sum(one.rx.dropped, one.tx.dropped),
    ),
    numbers(
      {
        id: 'carrier',
        title: 'LINK±',
        help: 'times the link came or went since it was made; carrier_changes',
        width: 5,
        priority: 3,
      },
      'count',
      (at) => row(at).link.carrierChanges,
      (value) => quiet(value, countShort),
    ),
    words({ id: 'queues', title: 'QUEUES', help: 'receive and send queues; queues/', width: 7, priority: 4 }, (at) =>
      queuesOf(row(at)),
    ),
    words(
      { id: 'address', title: 'ADDRESS', help: 'hardware address; address', width: 17, priority: 6 },
      (at) => row(at).link.address,
    ),
    orderColumn('the order of /proc/net/dev'),
  ]
}

/** From here on a link has no room for a burst. */
const BUSY = 0.8

export function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}

function stateCell(state: string | null): Cell {
  if (state === null) return text`-`
  return { text: clean(state), style: state === 'up' ? 'ok' : state === 'unknown' ? 'plain' : 'dim' }
}

function queuesOf({ link: { queues } }: Interface): string | null {
  return queues && `${queues.rx}/${queues.tx}`
}

/** As declared, for help. */
export const INTERFACE_COLUMNS = interfaceColumns(() => {
  throw new Error('a declared column has no rows')
})
