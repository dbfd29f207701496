import { buddy } from '../../model/buddy.ts'
import { pressure } from '../../model/load/pressure.ts'
import { machine } from '../../model/machine.ts'
import { available } from '../../model/memory/available.ts'
import { cache } from '../../model/memory/cache.ts'
import { dentries } from '../../model/memory/dentries.ts'
import { huge, hugeSources } from '../../model/memory/huge.ts'
import { parts } from '../../model/memory/parts.ts'
import { memory } from '../../model/memory.ts'
import { overcommit } from '../../model/overcommit.ts'
import { balance } from '../../model/reclaim/balance.ts'
import { reclaim } from '../../model/reclaim/model.ts'
import { slab } from '../../model/slab.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { counters } from '../../model/vmstat.ts'
import { zones } from '../../model/zones.ts'
import { pagetypeinfo } from '../../parse/pagetypeinfo.ts'
import { memoryPressure } from '../../parse/pressure.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import type { Line } from '../../style.ts'
import { text } from '../../text.ts'
import { missingOf } from '../missing.ts'
import type { Lines, Place, Section, View } from '../view.ts'
import { buddySections } from './buddy.ts'
import { availableChart, memorySeries, partChart, reclaimChart } from './chart.ts'
import { memoryJson } from './json.ts'
import { partSection } from './parts.ts'
import { policyLines, poolSection } from './policy.ts'
import { reclaimLines } from './reclaim.ts'
import { reclaimerSection, threadSection } from './reclaimers.ts'
import { slabLines, slabSection } from './slab.ts'
import { slabDetail } from './slab-detail.ts'
import { SMALL, summary, TALL } from './summary.ts'
import { memoryTerms } from './terms.ts'
import { zoneLines, zoneSection } from './zones.ts'

export const memoryView: View = {
  id: 'memory',
  terms: memoryTerms(),
  sources: sourcesOf,
  jsonSources: (samples, place) => [...sourcesOf(samples, place), ...slab.sources],
  // kswapd's own CPU time is that of a process like others.
  processes: () => ({}),
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'reclaim', title: 'Reclaim' },
    { id: 'zones', title: 'Zones' },
    { id: 'buddy', title: 'Buddy' },
    { id: 'slab', title: 'Slab' },
    { id: 'huge', title: 'Huge pages' },
    { id: 'chart', title: 'Chart' },
  ],
  crumb: ({ page, about }) =>
    (page === 'buddy' && about.zone !== undefined) || (page === 'slab' && about.cache !== undefined),
  sections: sectionsOf,
  series: memorySeries,
  json: memoryJson,
  missing: (snapshot, place) => missingOf(snapshot, NAMED(place)),
}

/** Cheap ones always; those of a page only there. */
function sourcesOf(samples: Samples | null, place: Place): readonly Source<unknown>[] {
  return [
    ...[machine, memory, parts, cache, available, zones, reclaim, balance, counters, pressure, overcommit].flatMap(
      ({ sources }) => sources,
    ),
    ...buddy.sources,
    ...dentries.sources,
    ...(place.page === 'huge' || place.page === null ? hugeSources(samples) : huge.sources),
    ...(place.page === 'buddy' ? [pagetypeinfo] : []),
    ...(place.page === 'slab' ? slab.sources : []),
  ]
}

/** Whose absence is told: what no kernel lacks, and what the page is about. */
function NAMED({ page }: Place): readonly Source<unknown>[] {
  const always = [
    ...memory.sources,
    ...counters.sources,
    ...available.sources.slice(1),
    ...buddy.sources,
    ...slab.sources,
    memoryPressure,
  ]
  return page === 'buddy' ? [...always, pagetypeinfo] : always
}

function sectionsOf(snapshot: Snapshot, { page, about }: Place): readonly Section[] {
  const { captured } = snapshot.facts
  switch (page) {
    case 'reclaim':
      return [
        lines('memory-reclaim', 1, 6, (width, rows) => reclaimLines(snapshot, width, rows)),
        reclaimerSection(snapshot, 2),
        ...(captured ? [] : [{ ...reclaimChart(snapshot, 4), from: TALL }]),
        threadSection(snapshot, 3),
      ]
    case 'zones':
      return [lines('memory-watermarks', 2, 7, (width) => zoneLines(snapshot, width)), zoneSection(snapshot, 1)]
    case 'buddy':
      return buddySections(snapshot, typeof about.zone === 'string' ? about.zone : null)
    case 'slab':
      return typeof about.cache === 'string'
        ? [lines('memory-slab-cache', 1, 5, (width) => slabDetail(snapshot, about.cache as string, width))]
        : [lines('memory-slab-sums', 2, 6, (width) => slabLines(snapshot, width)), slabSection(snapshot, 1)]
    case 'huge':
      return [lines('memory-policy', 1, 6, (width) => policyLines(snapshot, width)), poolSection(snapshot, 2)]
    case 'chart':
      return captured
        ? [lines('memory-chart', 1, 1, () => NO_CHARTS)]
        : [partChart(snapshot, 1), availableChart(snapshot, 3), reclaimChart(snapshot, 2)]
    default:
      return [
        lines('memory-summary', 1, 5, (width, rows) => summary(snapshot, width, rows)),
        ...(captured ? [] : [{ ...partChart(snapshot, 4), from: TALL }]),
        partSection(snapshot, 2),
        { ...zoneSection(snapshot, 3), from: TALL + SMALL / 2 },
        { ...reclaimerSection(snapshot, 5), from: TALL + SMALL },
      ]
  }
}

const NO_CHARTS: readonly Line[] = [
  { spans: [{ text: text` A capture holds two moments: nothing to draw a curve of.`, style: 'dim' }] },
]

function lines(id: string, priority: number, least: number, draw: Lines['lines']): Lines {
  return { kind: 'lines', id, priority, least, lines: draw }
}
