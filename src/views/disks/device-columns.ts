import type { Device } from '../../model/disks/devices.ts'
import { isSlow } from '../../model/disks/slow.ts'
import { clean, text } from '../../text.ts'
import type { Cell, Column } from '../view.ts'
import { counts, flows, gauges, rates, shares, times, words } from './cells.ts'

/** From so many columns on discards and flushes are shown, and what the device is goes first. */
const WIDE = 160

/** iostat -x in its order and words, then what the device is. `width`: of the pane. */
export function deviceColumns(device: (row: number) => Device, width: number): readonly Column[] {
  const isWide = width >= WIDE
  const of = (row: number) => device(row).rates
  return [
    {
      id: 'device',
      title: 'DEVICE',
      help: 'disk, partition, or a device made of others (by its own name, of the device mapper dm/name); /proc/diskstats',
      width: 11,
      grow: true,
      wish: 22,
      align: 'left',
      priority: 1,
      unit: 'text',
      cell: (row) => nameCell(device(row)),
      by: (row) => device(row).alias ?? device(row).name,
    },
    ...kindColumns('r', 'reads', 1, (row) => of(row).reads),
    ...kindColumns('w', 'writes', 1, (row) => of(row).writes),
    ...kindColumns('d', 'discards', isWide ? 5 : 9, (row) => of(row).discards),
    rates(
      {
        id: 'fps',
        title: 'f/s',
        width: 5,
        priority: isWide ? 5 : 9,
        help: 'flushes of the disk’s cache per second; not of partitions; /proc/diskstats 16',
      },
      (row) => of(row).flushes?.perSecond ?? null,
    ),
    times(
      {
        id: 'fawait',
        title: 'f_await',
        width: 7,
        priority: isWide ? 5 : 9,
        help: 'ms a flush took on average; /proc/diskstats 17',
      },
      (row) => of(row).flushes?.await ?? null,
      () => false,
    ),
    gauges(
      {
        id: 'queue',
        title: 'aqu-sz',
        width: 6,
        priority: 1,
        help: 'requests in the queue and in the device, on average; /proc/diskstats 11',
      },
      (row) => of(row).queue,
    ),
    shares(
      {
        id: 'util',
        title: '%util',
        width: 5,
        priority: 1,
        help: 'time with at least one request under way; what takes many at once (NVMe, RAID, virtual) is not full at 100; /proc/diskstats 10',
      },
      (row) => of(row).util,
      2,
    ),
    counts(
      {
        id: 'inflight',
        title: 'INFL',
        width: 5,
        priority: 2,
        help: 'requests handed to the driver and not done yet, now; /proc/diskstats 9',
      },
      (row) => device(row).now.inFlight,
    ),
    ...whatColumns(device, isWide),
  ]
}

function kindColumns(
  letter: 'r' | 'w' | 'd',
  name: string,
  priority: number,
  of: (row: number) => Device['rates']['reads'] | null,
): readonly Column[] {
  const first = { r: 1, w: 5, d: 12 }[letter]
  const from = (field: number) => `/proc/diskstats ${first + field}`
  const place = (id: string, title: string, width: number, at: number, help: string) => ({
    id: `${letter}${id}`,
    title: title.startsWith('%') ? title : `${letter}${title}`,
    width,
    priority: at,
    help,
  })
  const slow = (row: number) => {
    const requests = of(row)
    return requests !== null && isSlow(requests)
  }
  return [
    rates(
      place('ps', '/s', 5, priority, `${name} that ended per second, after merging; ${from(0)}`),
      (row) => of(row)?.perSecond ?? null,
    ),
    flows(
      place('bs', 'B/s', 6, priority, `bytes per second; iostat has it in kB; ${from(2)}`),
      (row) => of(row)?.bytesPerSecond ?? null,
    ),
    rates(
      place(
        'rqms',
        'rqm/s',
        6,
        Math.max(6, priority),
        `${name} per second put into a request that waited already; ${from(1)}`,
      ),
      (row) => of(row)?.mergedPerSecond ?? null,
    ),
    shares(
      place('rqm', `%${letter}rqm`, 5, Math.max(8, priority), `share of the ${name} that were merged; ${from(1)}`),
      (row) => of(row)?.mergedShare ?? null,
      2,
    ),
    times(
      place(
        'await',
        '_await',
        7,
        priority,
        `ms from the queue’s entry to the end, on average; - none ended; warned of from 50 ms with 5 a second of 128K at most; ${from(3)}`,
      ),
      (row) => of(row)?.await ?? null,
      slow,
    ),
    flows(
      place(
        'areq',
        'areq-sz',
        8,
        letter === 'd' ? 9 : 4,
        `bytes of a request on average; iostat has it in kB; ${from(2)}`,
      ),
      (row) => of(row)?.size ?? null,
    ),
  ]
}

function whatColumns(device: (row: number) => Device, isWide: boolean): readonly Column[] {
  const at = (priority: number) => (isWide ? Math.min(9, priority + 4) : priority)
  return [
    words(
      {
        id: 'scheduler',
        title: 'SCHED',
        width: 11,
        priority: at(3),
        help: 'scheduler of its queue; - it has none, its requests go on to what it is made of; /sys/block/DEVICE/queue/scheduler',
      },
      (row) => device(row).scheduler,
    ),
    counts(
      {
        id: 'depth',
        title: 'DEPTH',
        width: 5,
        priority: at(4),
        help: 'requests that may wait in a queue; /sys/block/DEVICE/queue/nr_requests',
      },
      (row) => device(row).queueDepth,
    ),
    flows(
      { id: 'size', title: 'SIZE', width: 6, priority: 3, help: 'what it can hold; /sys/block/DEVICE/size' },
      (row) => device(row).size,
    ),
    words(
      {
        id: 'kind',
        title: 'KIND',
        width: 5,
        priority: at(4),
        help: 'disk, part, loop, zram, raid, and of the device mapper lvm, crypt, mpath or dm, as TYPE of lsblk; /sys/block',
      },
      (row) => device(row).kind,
    ),
    words(
      {
        id: 'transport',
        title: 'TRAN',
        width: 11,
        priority: at(5),
        help: 'how it is connected, by its place in sysfs: sd* says nothing of it; link in /sys/block',
      },
      (row) => device(row).transport,
    ),
    words(
      {
        id: 'rotational',
        title: 'ROTA',
        width: 4,
        priority: at(6),
        help: 'whether it turns, as the driver says; virtual disks say what the host made them say; /sys/block/DEVICE/queue/rotational',
      },
      (row) => turning(device(row)),
    ),
    words(
      {
        id: 'on',
        title: 'ON',
        width: 10,
        priority: at(5),
        help: 'disks at the bottom of it, which do the work; /sys/block/DEVICE/slaves',
      },
      (row) => (isStacked(device(row)) ? device(row).leaves.join(' ') : null),
    ),
    words(
      {
        id: 'model',
        title: 'MODEL',
        width: 16,
        priority: at(7),
        help: 'vendor and model; of a loop device its file; /sys/block/DEVICE/device/model',
      },
      (row) => device(row).model ?? device(row).file,
    ),
  ]
}

function nameCell(device: Device): Cell {
  const name = clean(device.alias === null ? device.name : `${device.alias} (${device.name})`)
  const shown = device.disk === null ? name : text` ${name}`
  return device.suspended ? { text: text`${shown} suspended`, style: 'critical' } : shown
}

export function turning({ rotational }: Pick<Device, 'rotational'>): string | null {
  return rotational === null ? null : rotational ? 'yes' : 'no'
}

export function isStacked(device: Device): boolean {
  return device.leaves.length !== 1 || device.leaves[0] !== device.name
}
