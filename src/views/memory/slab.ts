import { bytes, bytesLong, count, countShort, percent, percentOf } from '../../format.ts'
import { dentries } from '../../model/memory/dentries.ts'
import { parts } from '../../model/memory/parts.ts'
import { type Slab, slab } from '../../model/slab.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line, Span } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { facts } from '../facts.ts'
import { quiet } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { number, words } from './column.ts'

/** Kernel objects in all, and the names and inodes among them. */
export function slabLines(snapshot: Snapshot, width: number): readonly Line[] {
  const { totals, missing } = snapshot.get(slab)
  const own = snapshot.get(parts)?.parts
  const now = snapshot.get(dentries)
  const ratio = (part: number | null, whole: number | null) => percentOf(part !== null && whole ? part / whole : null)
  return [
    ...facts(
      [
        {
          label: text`Slab`,
          parts: [
            plain(text`reclaimable ${bytesLong(own?.slab_reclaimable ?? null)}`),
            plain(text`unreclaimable ${bytesLong(own?.slab_unreclaimable ?? null)}`),
            ...(missing
              ? []
              : [
                  plain(text`objects ${count(totals.activeObjects)} of ${count(totals.objects)} in use`),
                  plain(text`${bytesLong(totals.activeSize)} of ${bytesLong(totals.size)}`),
                  plain(text`caches ${count(totals.activeCaches)} of ${count(totals.caches)}`),
                ]),
          ],
        },
      ],
      width,
    ),
    ...facts(
      [
        {
          label: text`Dentries`,
          parts: [
            plain(count(now.dentries)),
            plain(text`unused ${count(now.unused)} (${ratio(now.unused, now.dentries)})`),
            {
              text: text`negative ${count(now.negative)} (${ratio(now.negative, now.dentries)})`,
              style: now.negative !== null && now.dentries && now.negative > now.dentries / 2 ? 'warning' : 'plain',
            },
          ],
        },
        {
          label: text`Inodes`,
          parts: [plain(count(now.inodes)), plain(text`unused ${count(now.unusedInodes)}`)],
        },
      ],
      width,
    ),
    ...facts(
      [
        {
          label: text`VFS`,
          parts: [
            plain(text`vfs_cache_pressure ${count(now.pressure)} of ${count(now.denominator)}`),
            { text: pressureSays(now.weight), style: (now.weight ?? 1) > 1 || now.weight === 0 ? 'warning' : 'dim' },
          ],
        },
      ],
      width,
    ),
  ]
}

/** In one line of 80 cells with the sysctl. */
function pressureSays(weight: number | null): Text {
  if (weight === null) return text`-`
  if (weight === 0) return text`never reclaimed: memory may run out`
  if (weight === 1) return text`names and inodes as other caches`
  return weight < 1
    ? text`names and inodes are kept longer`
    : text`scanned ${weight.toFixed(1) as Text} times: CPU and locks`
}

/** The table of slabtop. Enter tells more of a cache. */
export function slabSection(snapshot: Snapshot, priority: number): TableSection {
  const { slabs, missing } = snapshot.get(slab)
  const row = (at: number) => slabs[at] as Slab
  return {
    kind: 'table',
    id: 'memory-slab',
    title: null,
    priority,
    least: 5,
    count: slabs.length,
    columns: slabColumns(row),
    sort: { by: 'size', reverse: true },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    style: (at) => (row(at).objects === 0 ? 'dim' : 'plain'),
    drill: (at) => ({ view: 'memory', page: 'slab', about: { cache: row(at).name }, title: clean(row(at).name) }),
    empty:
      missing?.missing === 'denied'
        ? text`n/a: only root may read /proc/slabinfo; the sums above are of /proc/meminfo`
        : text`/proc/slabinfo could not be read`,
  }
}

function slabColumns(row: (at: number) => Slab): readonly Column[] {
  const counts = (
    id: 'objects' | 'activeObjects' | 'slabs' | 'objectsPerSlab',
    name: string,
    title: string,
    priority: number,
    help: string,
  ) =>
    number({
      id: name,
      title,
      help: `${help}; /proc/slabinfo`,
      width: Math.max(7, title.length),
      priority,
      cell: (at) => quiet(row(at)[id], countShort),
      by: (at) => row(at)[id],
    })
  return [
    counts('objects', 'objects', 'OBJS', 1, 'objects there is room for in its slabs'),
    counts('activeObjects', 'active', 'ACTIVE', 2, 'objects in use; slabs that a CPU holds count as full'),
    number({
      id: 'use',
      title: 'USE',
      help: 'percent of objects in use; /proc/slabinfo',
      width: 5,
      unit: 'percent',
      cell: (at) => percent(row(at).use),
      by: (at) => (row(at).use === null ? null : (row(at).use as number) * 100),
    }),
    number({
      id: 'object-size',
      title: 'OBJSIZE',
      help: 'bytes of one object, with what stands around it; /proc/slabinfo',
      width: 7,
      priority: 2,
      unit: 'bytes',
      cell: (at) => bytes(row(at).objectSize),
      by: (at) => row(at).objectSize,
    }),
    counts('slabs', 'slabs', 'SLABS', 3, 'blocks of pages it has'),
    counts('objectsPerSlab', 'per-slab', 'OBJ/SLAB', 4, 'objects that fit one slab'),
    number({
      id: 'size',
      title: 'SIZE',
      help: 'memory of its slabs: slabs × pages of a slab; CACHE SIZE of slabtop; /proc/slabinfo',
      width: 6,
      unit: 'bytes',
      cell: (at) => quiet(row(at).size, bytes),
      by: (at) => row(at).size,
    }),
    number({
      id: 'waste',
      title: 'WASTE',
      help: 'of its memory, in no object in use: free objects and ends of slabs; /proc/slabinfo',
      width: 6,
      priority: 3,
      unit: 'bytes',
      cell: (at) => quiet(row(at).waste, bytes),
      by: (at) => row(at).waste,
    }),
    words({
      id: 'name',
      title: 'NAME',
      help: 'of the cache; caches that are alike are merged under the name of the first; /proc/slabinfo',
      width: 12,
      grow: true,
      cell: (at) => clean(row(at).name),
      by: (at) => row(at).name,
    }),
  ]
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}
