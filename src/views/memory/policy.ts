import { bytesLong, count, percentOf, perSecond, sign } from '../../format.ts'
import { buddy } from '../../model/buddy.ts'
import { huge, type Pool } from '../../model/memory/huge.ts'
import { memory } from '../../model/memory.ts'
import { overcommit } from '../../model/overcommit.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line, Span } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { type Fact, facts } from '../facts.ts'
import type { TableSection } from '../view.ts'
import { number } from './column.ts'

/** How much memory is promised, and by which rule. */
export function overcommitFact(snapshot: Snapshot): Fact {
  const { mode, committed, limit, ratio, kbytes } = snapshot.get(overcommit)
  const by = kbytes ? text`overcommit_kbytes ${bytesLong(kbytes)}` : text`overcommit_ratio ${count(ratio)} %`
  const binds = mode === 2
  const share = committed !== null && limit ? committed / limit : null
  return {
    label: text`Overcommit`,
    parts: [
      plain(text`promised ${bytesLong(committed)}`),
      {
        text: text`limit ${bytesLong(limit)} (${binds ? text`${percentOf(share)} used` : text`not in force`})`,
        style: binds ? ((share ?? 0) >= 0.9 ? 'warning' : 'plain') : 'dim',
      },
      plain(text`mode ${count(mode)}: ${MODES[mode ?? -1] ?? text`-`}`),
      { text: by, style: 'dim' },
    ],
  }
}

const MODES: Readonly<Record<number, Text>> = {
  0: text`only one request larger than all RAM and swap is refused`,
  1: text`never refused`,
  2: text`refused beyond the limit`,
}

/** Overcommit and transparent huge pages. */
export function policyLines(snapshot: Snapshot, width: number): readonly Line[] {
  const { thp } = snapshot.get(huge)
  const total = snapshot.get(memory)?.total ?? null
  const word = (value: string | null) => (value === null ? sign('absent') : clean(value))
  const known = thp.faults !== null && thp.fallbacks !== null && thp.faults + thp.fallbacks > 0
  const failed = known ? (thp.fallbacks ?? 0) / ((thp.faults ?? 0) + (thp.fallbacks ?? 0)) : null
  return [
    ...facts([overcommitFact(snapshot)], width),
    ...facts(
      [
        {
          label: text`THP`,
          parts: [
            plain(text`enabled ${word(thp.enabled)}`),
            plain(text`defrag ${word(thp.defrag)}`),
            plain(text`shmem ${word(thp.shmem)}`),
            plain(text`of ${bytesLong(thp.size)}`),
            { text: enabledSays(thp.enabled), style: 'dim' },
          ],
        },
      ],
      width,
    ),
    ...facts(
      [
        {
          label: text`In use`,
          parts: [
            plain(text`anonymous ${bytesLong(thp.anon)}`),
            plain(text`(${percentOf(thp.anon === null || !total ? null : thp.anon / total)} of RAM)`),
            plain(text`shmem ${bytesLong(thp.shmemBytes)}`),
            plain(text`file ${bytesLong(thp.file)}`),
            ...atOnce(snapshot, thp.size),
          ],
        },
      ],
      width,
    ),
    ...facts(
      [
        {
          label: text`Faults`,
          parts: [
            plain(text`got one ${perSecond(thp.faults)}/s`),
            {
              text: text`small instead ${perSecond(thp.fallbacks)}/s`,
              style: (failed ?? 0) > 0.5 ? 'warning' : 'plain',
            },
            plain(text`collapsed ${perSecond(thp.collapsed)}/s`),
            plain(text`split ${perSecond(thp.split)}/s`),
          ],
        },
      ],
      width,
    ),
  ]
}

/** Blocks large enough lie free; more come of compaction. */
function atOnce(snapshot: Snapshot, size: Bytes | null): readonly Span[] {
  const { zones, hugeOrder } = snapshot.get(buddy)
  if (zones.length === 0 || hugeOrder === null || size === null) return []
  const pages = zones.reduce((sum, { hugePages }) => sum + (hugePages ?? 0), 0)
  return [plain(text`free blocks for ${count(pages)} more (${bytesLong(pages * size)})`)]
}

function enabledSays(enabled: string | null): Text {
  if (enabled === 'always') return text`every mapping large enough gets them`
  if (enabled === 'madvise') return text`programs that ask (madvise) get them`
  return enabled === 'never' ? text`nobody gets them` : text`this kernel has none`
}

/** Huge pages that are set aside, by size. */
export function poolSection(snapshot: Snapshot, priority: number): TableSection {
  const { pools } = snapshot.get(huge)
  const pool = (at: number) => pools[at] as Pool
  const pages = (id: 'pages' | 'free' | 'reserved' | 'surplus', title: string, file: string, help: string) =>
    number({
      id,
      title,
      help: `${help}; /sys/kernel/mm/hugepages/*/${file}`,
      width: 9,
      cell: (at) => count(pool(at)[id]),
      by: (at) => pool(at)[id],
    })
  return {
    kind: 'table',
    id: 'memory-pools',
    title: text`Huge pages set aside (hugetlb)  nobody else can have them, used or not`,
    priority,
    least: 3,
    count: pools.length,
    columns: [
      number({
        id: 'size',
        title: 'SIZE',
        help: 'of one huge page; /sys/kernel/mm/hugepages',
        width: 9,
        unit: 'bytes',
        cell: (at) => bytesLong(pool(at).size),
        by: (at) => pool(at).size,
      }),
      pages('pages', 'PAGES', 'nr_hugepages', 'set aside now'),
      pages('free', 'FREE', 'free_hugepages', 'of them, in no use'),
      pages('reserved', 'RESERVED', 'resv_hugepages', 'free, but promised to a mapping'),
      pages('surplus', 'SURPLUS', 'surplus_hugepages', 'beyond nr_hugepages, by nr_overcommit_hugepages'),
      number({
        id: 'bytes',
        title: 'MEMORY',
        help: 'what they take of RAM; /sys/kernel/mm/hugepages/*/nr_hugepages',
        width: 9,
        unit: 'bytes',
        cell: (at) => bytesLong(memoryOf(pool(at))),
        by: (at) => memoryOf(pool(at)),
      }),
    ],
    sort: { by: 'size', reverse: false },
    id_of: (at) => pool(at).size,
    key: (at) => `${pool(at).size}`,
    empty: text`this kernel has no pools of huge pages, or they are not read yet`,
  }
}

function memoryOf({ pages, size }: Pool): number | null {
  return pages === null ? null : pages * size
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}
