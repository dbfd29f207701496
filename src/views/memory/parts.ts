import { bytes, percent } from '../../format.ts'
import { earlier } from '../../model/history.ts'
import { type PartKey, parts } from '../../model/memory/parts.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Bytes, Rate } from '../../units.ts'
import { inPercent } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Cell, Column, Drill, TableSection } from '../view.ts'
import { number, words } from './column.ts'
import { markOf, PART_MARKS } from './marks.ts'

interface Row {
  readonly key: PartKey
  readonly order: number
  readonly bytes: Bytes | null
  readonly share: number | null
  readonly grows: Rate<'B'> | null
}

/** Where RAM is: all of MemTotal. Enter leads to who holds a part. */
export function partSection(snapshot: Snapshot, priority: number): TableSection {
  const rows = partRows(snapshot)
  const row = (at: number) => rows[at] as Row
  return {
    kind: 'table',
    id: 'memory-parts',
    title: text`Parts of memory  they add up to the total`,
    priority,
    least: 6,
    count: rows.length,
    columns: partColumns(row),
    sort: { by: 'size', reverse: true },
    id_of: (at) => row(at).key,
    key: (at) => row(at).key,
    drill: (at) => drillOf(row(at).key),
    empty: text`/proc/meminfo could not be read`,
  }
}

/** What this kernel does not tell is left out. */
function partRows(snapshot: Snapshot): readonly Row[] {
  const now = snapshot.get(parts)
  if (!now) return []
  return PART_MARKS.flatMap(({ key }, order) => {
    const own = now.parts[key]
    if (own === null) return []
    return [{ key, order, bytes: own, share: own / now.total, grows: growth(snapshot, key, own) }]
  })
}

/** By the last half minute, as far as it was watched: from one look to the next, a few pages come and go always. */
function growth(snapshot: Snapshot, key: PartKey, now: Bytes): Rate<'B'> | null {
  const { history, samples } = snapshot
  const past = earlier(history, `memory.${key}`, samples.after.at, 4, 32)
  return past ? (now - past.value) / past.age : (snapshot.get(parts)?.grows[key] ?? null)
}

/** Processes by the column that shows it, the page that explains it, or nowhere. */
function drillOf(key: PartKey): Drill | null {
  const { title } = markOf(key)
  const by = HOLDERS[key]
  if (by) return { view: 'processes', about: {}, sort: { by, reverse: true }, title: text`${title} by process` }
  if (key === 'file_dirty' || key === 'buffers') return { view: 'disks', about: {}, title: text`Disks` }
  const page = PAGES[key]
  return page ? { view: 'memory', page, about: {}, title } : null
}

const HOLDERS: Partial<Record<PartKey, string>> = {
  anon: 'res',
  shmem: 'shr',
  file_clean: 'shr',
  swap_cache: 'swap',
  page_tables: 'virt',
  kernel_stack: 'thr',
}

const PAGES: Partial<Record<PartKey, string>> = {
  slab_reclaimable: 'slab',
  slab_unreclaimable: 'slab',
  hugetlb: 'huge',
  free: 'zones',
  free_on_cpus: 'buddy',
}

function partColumns(row: (at: number) => Row): readonly Column[] {
  return [
    words({
      id: 'mark',
      title: ' ',
      help: 'its sign in the bar above and in the chart',
      width: 1,
      cell: (at) => ({ text: markOf(row(at).key).mark, style: markOf(row(at).key).style }),
    }),
    words({
      id: 'part',
      title: 'PART',
      help: 'a part of RAM: each page is in one; /proc/meminfo, /proc/vmstat, /proc/zoneinfo',
      width: 19,
      cell: (at) => ({ text: markOf(row(at).key).title, style: markOf(row(at).key).style }),
      by: (at) => markOf(row(at).key).title,
    }),
    number({
      id: 'size',
      title: 'SIZE',
      help: 'bytes of RAM now; /proc/meminfo',
      width: 6,
      unit: 'bytes',
      cell: (at) => quiet(row(at).bytes, bytes),
      by: (at) => row(at).bytes,
    }),
    number({
      id: 'share',
      title: '%RAM',
      help: 'of MemTotal; /proc/meminfo',
      width: 5,
      unit: 'percent',
      cell: (at) => shareCell(row(at).share),
      by: (at) => inPercent(row(at).share),
    }),
    number({
      id: 'grows',
      title: 'GROWS/s',
      help: 'bytes a second over the last half minute, - is shrinking; /proc/meminfo',
      width: 7,
      priority: 2,
      unit: 'bytes',
      cell: (at) => growthCell(row(at).grows),
      by: (at) => row(at).grows,
    }),
    words({
      id: 'picture',
      title: 'OF RAM',
      help: 'its share as a bar',
      width: 20,
      priority: 6,
      cell: (at) => ({ text: barOf(row(at).share), style: markOf(row(at).key).style }),
    }),
    words({
      id: 'what',
      title: 'WHAT IT IS',
      help: 'what the part is, and what it takes to free it',
      width: 12,
      grow: true,
      wish: 58,
      sentence: true,
      cell: (at) => clean(markOf(row(at).key).says),
    }),
    words({
      id: 'from',
      title: 'FROM',
      help: 'the kernel’s name for it; /proc/meminfo, /proc/vmstat, /proc/zoneinfo',
      width: 22,
      priority: 7,
      cell: (at) => ({ text: clean(markOf(row(at).key).from), style: 'dim' }),
      by: (at) => markOf(row(at).key).from,
    }),
  ]
}

function shareCell(share: number | null): Cell {
  return share === 0 ? { text: percent(0), style: 'dim' } : percent(share)
}

/** Less than a page a second is noise. */
function growthCell(grows: Rate<'B'> | null): Cell {
  if (grows === null) return text`-`
  if (Math.abs(grows) < 4096) return { text: text`0`, style: 'dim' }
  return { text: grows > 0 ? text`+${bytes(grows)}` : bytes(grows), style: grows > 0 ? 'plain' : 'dim' }
}

const CELLS = 20

function barOf(share: number | null): Text {
  return '█'.repeat(Math.round(Math.min(1, share ?? 0) * CELLS)) as Text
}
