import { bytes, count } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { looked, type SwapCgroup, swapCgroups } from '../../model/swap/cgroups.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Cell, TableSection } from '../view.ts'
import { counted, shared, sized, worded } from './columns.ts'

/** What cgroups have in swap and may have: a limit of 0, as Kubernetes sets it, keeps a group out of swap altogether. */
export function cgroupSection(snapshot: Snapshot, priority: number): TableSection {
  const groups = swapCgroups(snapshot.samples)
  const at = (row: number) => groups[row] as SwapCgroup
  const events = (name: 'max' | 'high' | 'fail') => (row: number) => at(row).events?.[name] ?? null
  return {
    kind: 'table',
    id: 'swap-cgroups',
    title: text`Cgroups with memory of their own, those below included${looks(snapshot)}`,
    priority,
    least: 4,
    count: groups.length,
    columns: [
      sized(
        'swap',
        'SWAP',
        1,
        'in swap, of the group and those below; memory.swap.current, in v1 total_swap of memory.stat',
        (row) => at(row).swap,
      ),
      {
        ...sized(
          'max',
          'MAX',
          1,
          'may have so much; 0: none; memory.swap.max, in v1 memory and swap together: memory.memsw.limit_in_bytes',
          (row) => at(row).max,
        ),
        cell: (row) => maxCell(at(row)),
      },
      shared('full', '%MAX', 5, 2, 'SWAP of MAX; v2', (row) => fullOf(at(row))),
      sized('high', 'HIGH', 5, 'above it its tasks are slowed; memory.swap.high, 5.8', (row) => at(row).high),
      counted(
        'fail',
        'FAIL',
        5,
        2,
        'pages that found no slot, since it was made; memory.swap.events fail',
        events('fail'),
      ),
      counted('atmax', 'ATMAX', 6, 4, 'pages that MAX kept in RAM; memory.swap.events max', events('max')),
      sized(
        'memory',
        'MEM',
        2,
        'in RAM, its page cache too; memory.current, in v1 memory.usage_in_bytes',
        (row) => at(row).memory,
      ),
      sized(
        'memmax',
        'MEMMAX',
        3,
        'may have so much of RAM by its own limit, a group above it may have less; what is above goes to swap or ends a process; memory.max',
        (row) => at(row).memoryMax,
      ),
      sized(
        'zswap',
        'ZSWAP',
        6,
        'RAM that its compressed pages take; memory.zswap.current, 5.19',
        (row) => at(row).zswap,
      ),
      counted(
        'processes',
        'PROCS',
        5,
        3,
        'processes with memory in it, no kernel threads, and not in those below; /proc/PID/cgroup',
        (row) => at(row).processes,
      ),
      {
        ...worded('cgroup', 'CGROUP', 16, 1, 'unit or container; Enter shows its processes', (row) => at(row).path),
        grow: true,
      },
    ],
    sort: { by: 'swap', reverse: true },
    id_of: (row) => at(row).path,
    key: (row) => at(row).path,
    drill: (row) => {
      const { path } = at(row)
      return {
        view: 'swap',
        page: 'processes',
        about: {},
        filter: path.includes('"') ? `cgroup~"${path.split('"')[0] ?? ''}"` : `cgroup="${path}"`,
        title: clean(path),
        switches: { group: 'none' as const },
      }
    },
    empty: text`no memory cgroup is known yet, or none is mounted here`,
  }
}

/** Until all were read there may be more groups, and more processes in each. */
function looks({ samples }: Snapshot): Text {
  const { at, of } = looked(samples)
  return at < of ? text`  ~ ${count(at)} of ${count(of)} processes looked at` : text``
}

function maxCell({ max }: SwapCgroup): Cell {
  return max === 0 ? { text: bytes(0), style: 'warning' } : bytes(max)
}

/** In v1 the limit is of both together, of which this is no share. */
function fullOf({ version, swap, max }: SwapCgroup): number | null {
  if (version === 1 || swap === null || max === null || max === 0 || max === Number.POSITIVE_INFINITY) return null
  return swap / max
}
