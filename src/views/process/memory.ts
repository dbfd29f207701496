import { bytes, bytesLong, sign } from '../../format.ts'
import { type MappingGroup, mappingGroups } from '../../model/process/mappings.ts'
import type { MapSums } from '../../parse/pid/smaps-rollup.ts'
import { isMissing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import type { Column, Lines, Section, TableSection } from '../view.ts'
import { headSection } from './head.ts'
import { memoryUse } from './numbers.ts'
import type { Page, Seen } from './page.ts'
import { fact, wrapped } from './show.ts'

export const memoryPage: Page = {
  id: 'memory',
  title: 'Memory',
  files: ['status', 'smaps_rollup', 'smaps'],
  userOnly: ['smaps_rollup', 'smaps'],
  sections: (on) => [headSection(on), sumsSection(on), ...mappingsSection(on)],
  json: memoryJson,
}

function sumsSection(on: Seen): Lines {
  const { process, kind } = on.looked
  const lines = (width: number): readonly Line[] => {
    if (!process) return []
    if (kind === 'kernel')
      return wrapped(text``, text`A kernel thread has no memory of its own: it works in the kernel's.`, 'plain', width)
    if (kind === 'zombie')
      return wrapped(
        text``,
        text`A zombie has no memory any more: only its entry in the table is left.`,
        'plain',
        width,
      )
    return memoryLines(on, width)
  }
  return { kind: 'lines', id: 'process-memory', priority: 1, least: process ? (kind === 'user' ? 4 : 1) : 0, lines }
}

function memoryLines(on: Seen, width: number): readonly Line[] {
  const { process } = on.looked
  if (!process) return []
  const use = memoryUse(on, process)
  const rollup = on.looked.file('smaps_rollup')
  const sums = isMissing(rollup) ? null : rollup.value
  const put = (name: Text, value: Bytes | null | undefined) =>
    value == null && isMissing(rollup)
      ? text`${name} ${sign(rollup.missing)}`
      : text`${name} ${bytesLong(value ?? null)}`
  const own = (name: Text, value: Bytes | null) => text`${name} ${bytesLong(value)}`
  return [
    ...facts(
      [
        fact(
          text`Resident`,
          put(text`Rss`, sums?.rss ?? use.res),
          put(text`Pss`, sums?.pss),
          put(text`Uss`, sums && uss(sums)),
          own(text`VIRT`, use.virt),
          own(text`peak Rss`, use.peak),
        ),
      ],
      width,
    ),
    ...facts(
      [
        fact(
          text`Of it`,
          own(text`anon`, use.anon),
          own(text`file`, use.file),
          own(text`shmem`, use.shmem),
          put(text`huge pages (THP)`, sums?.anonHugePages),
          put(text`lazy free`, sums?.lazyFree),
        ),
      ],
      width,
    ),
    ...facts([fact(text`Swap`, own(text`swap`, use.swap), put(text`SwapPss`, sums?.swapPss))], width),
    ...facts(
      [
        fact(
          text`Beside`,
          own(text`page tables`, use.pageTables),
          own(text`locked`, use.locked),
          own(text`hugetlb`, use.hugetlb),
        ),
      ],
      width,
    ),
  ]
}

/** What would be free if it ended. */
function uss({ privateClean, privateDirty }: MapSums): Bytes {
  return privateClean + privateDirty
}

function mappingsSection({ looked }: Seen): readonly Section[] {
  if (looked.kind !== 'user' || !looked.process) return []
  const smaps = looked.file('smaps')
  const groups = isMissing(smaps) ? [] : mappingGroups(smaps.value)
  const empty = isMissing(smaps)
    ? text`${sign(smaps.missing)}  no mappings: ${clean(smaps.why)}`
    : text`it has no mappings`
  return [mappingTable(groups, empty)]
}

function mappingTable(groups: readonly MappingGroup[], empty: Text): TableSection {
  const at = (row: number) => groups[row] as MappingGroup
  const total = groups.reduce((sum, { count }) => sum + count, 0)
  return {
    kind: 'table',
    id: 'process-mappings',
    priority: 3,
    least: 4,
    title: groups.length === 0 ? null : text`${total} mappings of ${groups.length} names`,
    count: groups.length,
    columns: mappingColumns(at),
    sort: { by: 'pss', reverse: true },
    id_of: (row) => at(row).name,
    key: (row) => at(row).name,
    empty,
  }
}

function mappingColumns(at: (row: number) => MappingGroup): readonly Column[] {
  return [
    sized('size', 'SIZE', 3, 'address space, mapped; /proc/PID/smaps Size', (row) => at(row).size),
    sized('rss', 'RSS', 1, 'pages of it in RAM; Rss', (row) => at(row).rss),
    sized('pss', 'PSS', 1, 'each page divided by the number of mappings that share it; Pss', (row) => at(row).pss),
    sized(
      'private',
      'PRIV',
      2,
      'only its own, clean and dirty: free when it ends; Private_Clean + Private_Dirty',
      (row) => at(row).private,
    ),
    sized('swap', 'SWAP', 2, 'swapped out; Swap', (row) => at(row).swap),
    sized('locked', 'LOCKED', 0, 'may not be swapped out (mlock); Locked', (row) => at(row).locked),
    numbers(
      { id: 'count', title: 'MAPS', help: 'mappings of this name, folded into one row', width: 5, priority: 4 },
      'count',
      (row) => at(row).count,
      (value) => text`${value ?? 0}`,
    ),
    words(
      {
        id: 'perms',
        title: 'PERM',
        help: 'what any of them allows: r read, w write, x execute; p private, s shared, * both',
        width: 4,
        priority: 5,
      },
      (row) => at(row).perms,
    ),
    words(
      {
        id: 'mapping',
        title: 'MAPPING',
        help: 'file, or [heap], [stack], [anon] for what has no name; (deleted): the file is gone and its space is not free',
        width: 16,
        priority: 1,
        grow: true,
      },
      (row) => at(row).name,
      (row) =>
        at(row).name.endsWith(' (deleted)') ? { text: clean(at(row).name), style: 'warning' } : clean(at(row).name),
    ),
  ]
}

function sized(id: string, title: string, priority: number, help: string, by: (row: number) => Bytes): Column {
  const cell = (row: number) => (by(row) === 0 ? ({ text: bytes(0), style: 'dim' } as const) : bytes(by(row)))
  return { id, title, help, width: 6, align: 'right', priority, unit: 'bytes', descending: true, cell, by }
}

function memoryJson(on: Seen): Readonly<Record<string, unknown>> {
  const { process } = on.looked
  if (!process) return {}
  const use = memoryUse(on, process)
  const sums = on.looked.value('smaps_rollup')
  const smaps = on.looked.value('smaps')
  return {
    virt_bytes: use.virt,
    rss_bytes: sums?.rss ?? use.res,
    pss_bytes: sums?.pss ?? null,
    uss_bytes: sums && uss(sums),
    anon_bytes: use.anon,
    file_bytes: use.file,
    shmem_bytes: use.shmem,
    swap_bytes: use.swap,
    swap_pss_bytes: sums?.swapPss ?? null,
    page_tables_bytes: use.pageTables,
    locked_bytes: use.locked,
    hugetlb_bytes: use.hugetlb,
    mappings:
      smaps &&
      mappingGroups(smaps).map((group) => ({
        name: group.name,
        count: group.count,
        perms: group.perms,
        size_bytes: group.size,
        rss_bytes: group.rss,
        pss_bytes: group.pss,
        private_bytes: group.private,
        swap_bytes: group.swap,
      })),
  }
}
