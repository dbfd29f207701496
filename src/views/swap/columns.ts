import { bytes, percent, perSecond, sign } from '../../format.ts'
import { text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { inPercent, numbers, words } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Column } from '../view.ts'

type By = (row: number) => number | null

export function sized(id: string, title: string, priority: number, help: string, by: By, width = 6): Column {
  return numbers({ id, title, help, width, priority }, 'bytes', by, (value) => quiet(value, bytes))
}

export function counted(id: string, title: string, width: number, priority: number, help: string, by: By): Column {
  return numbers({ id, title, help, width, priority }, 'count', by, (value) =>
    quiet(value, (known) => (known === null ? text`-` : text`${known}`)),
  )
}

export function shared(id: string, title: string, width: number, priority: number, help: string, by: By): Column {
  const share = (row: number) => inPercent(by(row))
  return numbers({ id, title, help, width, priority }, 'percent', share, (_, row) => percent(by(row)))
}

export function worded(
  id: string,
  title: string,
  width: number,
  priority: number,
  help: string,
  by: (row: number) => string | null,
): Column {
  return words({ id, title, help, width, priority }, by)
}

/** What smem shows, of a process or of several. */
export interface Held {
  readonly swap: Bytes | null
  /** VmSwap serves, until the sums are read. */
  readonly rough: boolean
  readonly uss: Bytes | null
  readonly pss: Bytes | null
  readonly rss: Bytes | null
  readonly swapPss: Bytes | null
  readonly majorFaults: number | null
  /** There is no right to read the sums. */
  readonly isRefused: boolean
}

/** SWAP USS PSS RSS as smem has them, SwapPss, and who waits for pages now. */
export function heldColumns(held: (row: number) => Held, isSummed: boolean): readonly Column[] {
  const of = isSummed ? 'sum; ' : ''
  return [
    {
      ...sized(
        'swap',
        'SWAP',
        1,
        `${of}in swap: anonymous and shared memory, what several share counts in each, as smem; ~: VmSwap until it is read, without shared memory; /proc/PID/smaps_rollup Swap, status`,
        (row) => held(row).swap,
        7,
      ),
      files: ['status', 'smaps_rollup'],
      cell: (row) => {
        const { swap, rough } = held(row)
        if (rough && swap !== null) return { text: text`~${bytes(swap)}`, style: 'dim' }
        return swap === null && rough ? { text: text`~`, style: 'dim' } : quiet(swap, bytes)
      },
    },
    read('uss', 'USS', 2, `${of}unique: what would be free if it ended; Private_Clean + Private_Dirty`, (h) => h.uss),
    read('pss', 'PSS', 2, `${of}in RAM, each page divided by how many share it: sums are true; Pss`, (h) => h.pss),
    read('rss', 'RSS', 2, `${of}in RAM, shared pages count in each; Rss, until it is read of statm`, (h) => h.rss),
    read(
      'swappss',
      'SWAPPSS',
      1,
      `${of}in swap, each page divided by how many share it: sums are true; shared memory counts nothing; SwapPss, 4.3`,
      (h) => h.swapPss,
      7,
    ),
    {
      ...counted(
        'majflt',
        'MAJFLT/s',
        8,
        2,
        `${of}major faults per second: it waits for pages now, of swap or of files; /proc/PID/stat 12`,
        (row) => held(row).majorFaults,
      ),
      cell: (row) => {
        const { majorFaults } = held(row)
        return (majorFaults ?? 0) >= 1
          ? { text: perSecond(majorFaults), style: 'hot' as const }
          : quiet(majorFaults, perSecond)
      },
    },
  ]

  function read(
    id: string,
    title: string,
    priority: number,
    help: string,
    by: (h: Held) => number | null,
    width = 6,
  ): Column {
    return {
      ...sized(id, title, priority, `${help}; /proc/PID/smaps_rollup`, (row) => by(held(row)), width),
      files: ['smaps_rollup'],
      cell: (row) => {
        const one = held(row)
        const value = by(one)
        return value === null && one.isRefused ? { text: sign('denied'), style: 'dim' } : quiet(value, bytes)
      },
    }
  }
}
