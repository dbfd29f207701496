import { pressure } from '../../model/load/pressure.ts'
import { machine } from '../../model/machine.ts'
import { numaLeftSources } from '../../model/numa/left.ts'
import { reclaim } from '../../model/reclaim/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { confinementSources } from '../../model/system/confinement.ts'
import { counterSources } from '../../model/tcp/counters.ts'
import { summarySources } from '../../model/tcp/summary.ts'
import { diskstats } from '../../parse/diskstats.ts'
import { loadavg } from '../../parse/loadavg.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { stat } from '../../parse/stat.ts'
import { vmstat } from '../../parse/vmstat.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import { missingOf } from '../missing.ts'
import { hiddenOf } from '../refused.ts'
import type { Place, Room, Section, View } from '../view.ts'
import { stallChart } from './chart.ts'
import { overviewJson } from './json.ts'
import { listSection } from './list.ts'
import { endedPage, findingsPage, ruledOutPage, unknownPage } from './pages.ts'
import { overviewRows } from './rows.ts'
import { subjectNumbers, subjectSeries } from './subjects.ts'
import { TERMS } from './terms.ts'

const ALWAYS: readonly Source<unknown>[] = [
  loadavg,
  stat,
  meminfo,
  vmstat,
  diskstats,
  ...pressure.sources,
  ...counterSources(null),
  ...summarySources(null),
]

export const overviewView: View = {
  id: 'overview',
  findings: true,
  terms: TERMS,
  sources: (samples) => [...machine.sources, ...reclaim.sources, ...sourcesOf(samples)],
  processes: ({ page }) => (page === null || page === 'overview' ? {} : null),
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'findings', title: 'Findings' },
    { id: 'ruled-out', title: 'Ruled out' },
    { id: 'ended', title: 'Ended' },
    { id: 'unknown', title: 'Not evaluable' },
  ],
  crumb: () => false,
  sections: sectionsOf,
  series: subjectSeries,
  marks: subjectNumbers,
  json: overviewJson,
  missing: (snapshot) => [
    ...missingOf(
      snapshot,
      ALWAYS.filter(({ path }) => !path.endsWith('sockstat6')),
    ),
    ...hiddenOf(snapshot),
  ],
}

/** Plain files that every kernel answers at once; of nodes and limits only where there are some. */
function sourcesOf(samples: Samples | null): readonly Source<unknown>[] {
  return [...ALWAYS, ...numaLeftSources(samples), ...confinementSources(samples)]
}

function sectionsOf(snapshot: Snapshot, place: Place, room?: Room): readonly Section[] {
  switch (place.page) {
    case 'findings':
      return [findingsPage(snapshot)]
    case 'ruled-out':
      return [ruledOutPage(snapshot)]
    case 'ended':
      return [endedPage(snapshot)]
    case 'unknown':
      return [unknownPage(snapshot)]
    default:
      return [
        listSection(overviewRows(snapshot, room)),
        ...(snapshot.facts.captured ? [] : [{ ...stallChart(snapshot, 2), from: 40 }]),
      ]
  }
}
