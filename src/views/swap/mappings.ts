import { bytes, count, sign } from '../../format.ts'
import { commandOf } from '../../model/command.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type SwappedName, type SwappedNames, swappedNames } from '../../model/swap/mappings.ts'
import { clean, join, type Text, text } from '../../text.ts'
import type { TableSection } from '../view.ts'
import { counted, sized, worded } from './columns.ts'

/** What of files, heaps and anonymous memory is in swap, over all processes. */
export function mappingSection(snapshot: Snapshot, priority: number): TableSection {
  const known = swappedNames(snapshot)
  const at = (row: number) => known.names[row] as SwappedName
  const total = known.missing ? null : known.names.reduce((sum, { swap }) => sum + swap, 0)
  return {
    kind: 'table',
    id: 'swap-mappings',
    title: text`Mappings in swap  SWAP ${bytes(total)}`,
    priority,
    least: 4,
    count: known.names.length,
    columns: [
      sized(
        'swap',
        'SWAP',
        1,
        'swapped out, what several share counts in each; /proc/PID/smaps Swap',
        (row) => at(row).swap,
      ),
      sized(
        'swappss',
        'SWAPPSS',
        2,
        'the same, each page divided by how many share it; shared memory counts nothing; /proc/PID/smaps SwapPss',
        (row) => at(row).swapPss,
        7,
      ),
      sized('pss', 'PSS', 3, 'of these mappings in RAM, divided by how many share it; Pss', (row) => at(row).pss),
      sized('rss', 'RSS', 3, 'of these mappings in RAM; Rss', (row) => at(row).rss),
      counted('mappings', 'MAPS', 5, 5, 'mappings of this name that hold swap', (row) => at(row).mappings),
      counted('processes', 'PROCS', 5, 3, 'processes that have them', (row) => at(row).processes),
      {
        ...worded(
          'mapping',
          'MAPPING',
          16,
          1,
          'file, [heap], [stack], [anon] for what has no name; /proc/PID/smaps',
          (row) => at(row).name,
        ),
        grow: true,
      },
      worded('most', 'MOST IN', 20, 4, 'the process that has most of it; Enter opens its memory', (row) => {
        const { most } = at(row)
        return `${most.pid} ${commandOf(most)}`
      }),
    ],
    sort: { by: 'swap', reverse: true },
    id_of: (row) => at(row).name,
    key: (row) => at(row).name,
    progress: progressOf(known),
    drill: (row) => {
      const { pid, stat } = at(row).most
      return {
        view: 'process',
        page: 'memory',
        about: { pid, start: stat.starttime },
        title: clean(`${stat.comm} ${pid}`),
      }
    },
    empty: known.missing
      ? text`${sign(known.missing.missing)}  no mappings: ${clean(known.missing.why)}`
      : text`nothing of what was read is in swap`,
  }
}

function progressOf({ read, of, refused }: SwappedNames): Text | null {
  const parts: Text[] = []
  if (refused > 0) parts.push(text`${sign('denied')} of ${count(refused)}`)
  if (read < of) parts.push(text`~ ${count(read)} of ${count(of)} read`)
  return parts.length === 0 ? null : join(parts, text`, `)
}
