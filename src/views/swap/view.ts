import { pressure } from '../../model/load/pressure.ts'
import { machine } from '../../model/machine.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { areaSources, swapAreas } from '../../model/swap/areas.ts'
import { cgroupSources } from '../../model/swap/cgroups.ts'
import { swapLevel } from '../../model/swap/level.ts'
import { swapTraffic } from '../../model/swap/traffic.ts'
import { users } from '../../model/users.ts'
import { meminfo } from '../../parse/meminfo.ts'
import { swaps } from '../../parse/swaps.ts'
import { vmstat } from '../../parse/vmstat.ts'
import { missingFrom } from '../../sample/missing.ts'
import type { Samples } from '../../sample/sample.ts'
import { reading } from '../../sample/sample.ts'
import type { PidFile } from '../../sample/wants.ts'
import { type Missing, valueOf } from '../../source.ts'
import { missingOf } from '../missing.ts'
import type { Lines, Place, Section, View } from '../view.ts'
import { areaSection } from './areas.ts'
import { cgroupSection } from './cgroups.ts'
import { levelChart, noCharts, swapSeries, trafficChart } from './chart.ts'
import { groupSection } from './groups.ts'
import { holdingOf } from './holding.ts'
import { JSON_FILES, swapJson } from './json.ts'
import { mappingSection } from './mappings.ts'
import { processSection } from './processes.ts'
import { summary } from './summary.ts'
import { SWAP_TERMS } from './terms.ts'

export const swapView: View = {
  id: 'swap',
  terms: SWAP_TERMS,
  sources: (samples, place) => [
    ...machine.sources,
    ...users.sources,
    ...swapLevel.sources,
    ...swapTraffic.sources,
    ...pressure.sources,
    ...areaSources(samples),
    ...(place.page === 'cgroups' ? cgroupSources(samples) : []),
  ],
  processes: (place, samples = null) => (isIdle(place, samples) ? null : { everybody: wanted(place, samples) }),
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'processes', title: 'Processes' },
    { id: 'mappings', title: 'Mappings' },
    { id: 'cgroups', title: 'Cgroups' },
    { id: 'chart', title: 'Chart' },
  ],
  sections: sectionsOf,
  series: swapSeries,
  jsonFiles: JSON_FILES,
  json: swapJson,
  missing: (snapshot) => [...missingOf(snapshot, [meminfo, swaps, vmstat]), ...refused(snapshot)],
}

/** Nothing of processes is read where nothing is in swap, unless their sums are looked at. */
function wanted({ page, switches }: Place, samples: Samples | null): readonly PidFile[] {
  const groups = switches.group === 'none' ? [] : GROUP_FILES[switches.group]
  switch (page) {
    case 'processes':
      return ['statm', 'status', 'smaps_rollup', ...groups]
    case 'mappings':
      return ['status', 'smaps_swap']
    case 'cgroups':
      return ['cgroup']
    case 'chart':
      return []
    default:
      return isUsed(samples) ? ['status', 'smaps_rollup', ...groups] : []
  }
}

const GROUP_FILES: Readonly<Record<'program' | 'user' | 'cgroup', readonly PidFile[]>> = {
  program: ['cmdline'],
  user: ['owner'],
  cgroup: ['cgroup'],
}

/** A machine without swap has nobody to name. */
function isIdle({ page }: Place, samples: Samples | null): boolean {
  const memory = samples && valueOf(reading(samples.after, meminfo))
  return page === 'chart' || ((page === null || page === 'overview') && memory?.swapTotal === 0)
}

function isUsed(samples: Samples | null): boolean {
  const memory = samples && valueOf(reading(samples.after, meminfo))
  return memory != null && (memory.swapTotal ?? 0) > (memory.swapFree ?? 0)
}

function sectionsOf(snapshot: Snapshot, place: Place): readonly Section[] {
  const { group } = place.switches
  const held = (priority: number) =>
    group === 'none' ? processSection(snapshot, priority) : groupSection(snapshot, group, priority)
  switch (place.page) {
    case 'processes':
      return [head(snapshot, 2, 3), held(1)]
    case 'mappings':
      return [head(snapshot, 2, 2), mappingSection(snapshot, 1)]
    case 'cgroups':
      return [head(snapshot, 2, 2), cgroupSection(snapshot, 1)]
    case 'chart':
      return snapshot.facts.captured ? [noCharts()] : [trafficChart(snapshot, 1), levelChart(snapshot, 2)]
    default:
      return overview(snapshot, held)
  }
}

function overview(snapshot: Snapshot, held: (priority: number) => Section): readonly Section[] {
  const level = snapshot.get(swapLevel)
  if (!level || level.total === 0) return [head(snapshot, 1)]
  const hasAreas = (snapshot.get(swapAreas) ?? []).length > 0
  return [
    head(snapshot, 1),
    ...(snapshot.facts.captured ? [] : [{ ...trafficChart(snapshot, 5), from: 34 }]),
    ...(level.used > 0 ? [held(2)] : []),
    ...(hasAreas ? [areaSection(snapshot, 3)] : []),
  ]
}

function head(snapshot: Snapshot, priority: number, most?: number): Lines {
  return {
    kind: 'lines',
    id: 'swap-summary',
    priority,
    least: Math.min(4, most ?? 4),
    lines: (width, rows) => summary(snapshot, width, rows).slice(0, most),
  }
}

/** Who may not be read is told, or their USS would look like nothing. */
function refused(snapshot: Snapshot): readonly Missing[] {
  const { sums } = holdingOf(snapshot)
  if (sums.refused === 0) return []
  return [
    {
      ...missingFrom('/proc/PID/smaps_rollup', 'EACCES', { uid: snapshot.facts.uid }),
      why: `no right to read it of ${sums.refused} of ${sums.processes} processes; VmSwap serves for them`,
    },
  ]
}
