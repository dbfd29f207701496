import { age, bytes, bytesLong, bytesPerSecond, count } from '../../format.ts'
import type { DefaultMinFree } from '../../model/memory/min-free.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Level, type Zone, type Zones, zones } from '../../model/zones.ts'
import type { Line, Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import { facts } from '../facts.ts'
import { quiet } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'
import { number, words } from './column.ts'
import { headroomFact } from './summary.ts'

/** The rules of the watermarks, with this machine's values. */
export function zoneLines(snapshot: Snapshot, width: number): readonly Line[] {
  const now = snapshot.get(zones)
  return [
    ...facts([headroomFact(now)], width),
    ...facts(
      [
        {
          label: text`min_free`,
          parts: [
            { text: bytesLong(now.minFree), style: 'strong' },
            { text: defaultSays(now.minFree, now.minFreeDefault), style: 'plain' },
          ],
        },
      ],
      width,
    ),
    ...facts(
      [
        {
          label: text`Gap`,
          parts: [
            { text: text`low = min + gap, high = min + 2 × gap`, style: 'plain' },
            { text: text`gap = max(min / 4, managed × ${count(now.scaleFactor)} / 10,000)`, style: 'plain' },
            {
              text: text`watermark_scale_factor ${count(now.scaleFactor)}${scaleSays(now.scaleFactor)}`,
              style: 'dim',
            },
          ],
        },
      ],
      width,
    ),
    ...boostLines(now, width),
  ]
}

/** The same on every machine. */
const SCALE = 10

function scaleSays(factor: number | null): Text {
  if (factor === null) return text``
  return factor === SCALE ? text` (default)` : text` (default ${SCALE})`
}

function defaultSays(now: number | null, usual: DefaultMinFree | null): Text {
  if (now === null || usual === null) return text`default -`
  const near = Math.abs(now - usual.bytes) <= 0.03 * usual.bytes
  const by = WHY[usual.by]
  if (near) return text`the default here: ${by}`
  return text`${now > usual.bytes ? text`raised` : text`lowered`}; the default here is about ${bytesLong(usual.bytes)}: ${by}`
}

const WHY: Readonly<Record<DefaultMinFree['by'], Text>> = {
  root: text`square root of 16 × KiB of RAM`,
  thp: text`11 blocks of a huge page for each zone`,
  capped: text`5 % of RAM, for huge pages`,
}

function boostLines({ zones: all }: Zones, width: number): readonly Line[] {
  const boosted = all.filter(({ boost }) => boost > 0)
  if (boosted.length === 0) return []
  const parts = boosted.map(({ key, boost }) => ({
    text: text`zone ${key as Text} by ${bytesLong(boost)}`,
    style: 'info' as const,
  }))
  return facts([{ label: text`Boosted`, parts }], width)
}

/** Every zone that has memory, against its watermarks. Enter: its free lists. */
export function zoneSection(snapshot: Snapshot, priority: number): TableSection {
  const { zones: rows } = snapshot.get(zones)
  const zone = (at: number) => rows[at] as Zone
  return {
    kind: 'table',
    id: 'memory-zones',
    title: text`Zones  m min, l low, h high on the gauge; it ends at twice high`,
    priority,
    least: Math.min(rows.length + 2, 7),
    count: rows.length,
    columns: zoneColumns(zone),
    sort: { by: 'zone', reverse: false },
    id_of: (at) => zone(at).key,
    key: (at) => zone(at).key,
    drill: (at) => ({
      view: 'memory',
      page: 'buddy',
      about: { zone: zone(at).key },
      title: text`zone ${zone(at).key as Text}`,
    }),
    empty: text`/proc/zoneinfo could not be read`,
  }
}

const LEVEL_STYLES: Readonly<Record<Level, Style>> = {
  'above high': 'ok',
  'below high': 'info',
  'below low': 'warning',
  'below min': 'critical',
}

function zoneColumns(zone: (at: number) => Zone): readonly Column[] {
  const size = (id: string, title: string, priority: number, help: string, of: (zone: Zone) => number | null) =>
    number({
      id,
      title,
      help: `${help}; /proc/zoneinfo`,
      width: 6,
      priority,
      unit: 'bytes',
      cell: (at) => quiet(of(zone(at)), bytes),
      by: (at) => of(zone(at)),
    })
  return [
    words({
      id: 'zone',
      title: 'ZONE',
      help: 'node and kind of memory; zones without memory are left out; /proc/zoneinfo',
      width: 9,
      cell: (at) => zone(at).key as Text,
      by: (at) => zone(at).key,
    }),
    words({
      id: 'level',
      title: 'FREE IS',
      help: 'free memory against the watermarks: below low kswapd runs, below min programs free memory themselves; /proc/zoneinfo',
      width: 10,
      cell: (at) => ({ text: zone(at).level as Text, style: LEVEL_STYLES[zone(at).level] }),
      by: (at) => zone(at).level,
    }),
    size('free', 'FREE', 1, 'free memory, without what CPUs keep at hand', ({ free }) => free),
    size('min', 'MIN', 1, 'below it programs free memory themselves (direct reclaim)', ({ min }) => min),
    size('low', 'LOW', 1, 'below it kswapd is woken', ({ low }) => low),
    size('high', 'HIGH', 1, 'kswapd stops here', ({ high }) => high),
    words({
      id: 'gauge',
      title: 'GAUGE',
      help: 'free memory up to twice high, with min, low and high marked; /proc/zoneinfo',
      width: 20,
      priority: 2,
      cell: (at) => ({ text: gauge(zone(at), 20), style: LEVEL_STYLES[zone(at).level] }),
    }),
    number({
      id: 'headroom',
      title: 'TO LOW',
      help: 'time until free is at low and what is kept back, at the rate it falls now; - it does not fall, or is there already',
      width: 8,
      priority: 3,
      unit: 'seconds',
      cell: (at) => age(zone(at).headroom),
      by: (at) => zone(at).headroom,
    }),
    number({
      id: 'falls',
      title: 'FALLS',
      help: 'free memory lost a second since the last sample; - it does not fall; /proc/zoneinfo',
      width: 10,
      priority: 4,
      unit: 'bytes',
      cell: (at) => bytesPerSecond(zone(at).falls),
      by: (at) => zone(at).falls,
    }),
    size(
      'reserve',
      'KEEPS',
      3,
      'kept back from requests that could use a higher zone (lowmem_reserve_ratio)',
      (z) => z.reserve,
    ),
    size('gap', 'GAP', 4, 'between min and low, and low and high', ({ gap }) => gap),
    size('boost', 'BOOST', 5, 'added for a while after a large block was hard to find', ({ boost }) => boost),
    size('on-cpus', 'ONCPU', 5, 'free pages on the lists of CPUs, not in FREE', ({ perCpu }) => perCpu),
    {
      ...size('managed', 'MANAGED', 3, 'what the buddy allocator has, free or not', ({ managed }) => managed),
      width: 7,
    },
  ]
}

/** Free up to twice high; letters stand where the watermarks are. */
export function gauge({ free, min, low, high }: Pick<Zone, 'free' | 'min' | 'low' | 'high'>, cells: number): Text {
  const most = Math.max(1, 2 * high)
  const at = (amount: number) => Math.min(cells - 1, Math.floor((amount / most) * cells))
  const full = Math.round(Math.min(1, free / most) * cells)
  const row = Array.from({ length: cells }, (_, i): string => (i < full ? '█' : '·'))
  for (const [amount, mark] of [
    [min, 'm'],
    [low, 'l'],
    [high, 'h'],
  ] as const)
    row[at(amount)] = mark
  return row.join('') as Text
}
