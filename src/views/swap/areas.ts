import type { Snapshot } from '../../model/snapshot.ts'
import { type Area, swapAreas } from '../../model/swap/areas.ts'
import { text } from '../../text.ts'
import type { TableSection } from '../view.ts'
import { shared, sized, worded } from './columns.ts'

/** Devices and files, as swapon --show has them, and what zram really takes. */
export function areaSection(snapshot: Snapshot, priority: number): TableSection {
  const areas = snapshot.get(swapAreas) ?? []
  const area = (row: number) => areas[row] as Area
  const hasZram = areas.some(({ zram }) => zram)
  return {
    kind: 'table',
    id: 'swap-areas',
    title: null,
    priority,
    least: 1 + Math.min(areas.length, 3),
    count: areas.length,
    columns: [
      {
        ...worded(
          'device',
          'DEVICE',
          10,
          1,
          'partition or file that pages go to; (deleted): the file has no name any more; /proc/swaps',
          (row) => (area(row).deleted ? `${area(row).path} (deleted)` : area(row).path),
        ),
        grow: true,
      },
      worded('kind', 'KIND', 9, 1, 'partition, file, or zram: compressed in RAM; /proc/swaps', (row) => area(row).kind),
      sized('size', 'SIZE', 1, 'without its header page; /proc/swaps', (row) => area(row).size),
      sized(
        'used',
        'USED',
        1,
        'slots taken, also by pages that are in RAM again; of zram uncompressed; /proc/swaps',
        (row) => area(row).used,
      ),
      shared('full', '%USED', 6, 2, 'USED of SIZE', (row) =>
        area(row).size > 0 ? area(row).used / area(row).size : null,
      ),
      {
        id: 'prio',
        title: 'PRIO',
        help: 'the higher is filled first, equal ones in turn; below 0: by the order of swapon; /proc/swaps',
        width: 5,
        align: 'right',
        priority: 1,
        unit: 'count',
        cell: (row) => text`${area(row).priority}`,
        by: (row) => area(row).priority,
      },
      ...(hasZram
        ? [
            sized(
              'ram',
              'RAM',
              2,
              'what zram takes of RAM for it: mem_used_total; /sys/block/zramN/mm_stat',
              (row) => area(row).zram?.used ?? null,
            ),
            {
              ...worded('ratio', 'RATIO', 6, 3, 'what lies in zram by the RAM it takes; mm_stat', (row) =>
                ratioOf(area(row)),
              ),
              align: 'right' as const,
            },
          ]
        : []),
    ],
    sort: { by: 'prio', reverse: true },
    id_of: (row) => `${row} ${area(row).path}`,
    key: (row) => `${row} ${area(row).path}`,
    empty: text`no swap`,
  }
}

/** What lies in it by what it takes: 3.1. Null: nothing lies in it. */
function ratioOf({ zram }: Area): string | null {
  return zram && zram.original > 0 && zram.used > 0 ? (zram.original / zram.used).toFixed(1) : null
}
