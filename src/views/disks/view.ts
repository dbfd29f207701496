import { delayAccounting } from '../../model/disks/delays.ts'
import { deviceSources } from '../../model/disks/devices.ts'
import { missingMounts, mounted, mountSources } from '../../model/disks/mounts.ts'
import { loadSources } from '../../model/load/model.ts'
import { HIDDEN } from '../../model/load/thread.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { writeback } from '../../model/writeback/model.ts'
import { hiddenWaits } from '../../model/writeback/paused.ts'
import { diskstats } from '../../parse/diskstats.ts'
import { isMissing } from '../../source.ts'
import { missingOf } from '../missing.ts'
import { refusedOf } from '../refused.ts'
import type { Lines, Place, Room, Section, View } from '../view.ts'
import { dirtyChart, flowChart, flusherChart, noCharts, series, utilChart } from './chart.ts'
import { deviceLines, requestSection } from './device.ts'
import { deviceSection } from './devices.ts'
import { dirtyLines } from './dirty-lines.ts'
import { disksJson } from './json.ts'
import { kernelSection } from './kernel.ts'
import { kernelLines } from './kernel-lines.ts'
import { mountSection } from './mounts.ts'
import { delayLine, ioSection } from './processes.ts'
import { DIRTY_SETTINGS, settingSection } from './settings.ts'
import { summary, TALL } from './summary.ts'
import { TERMS } from './terms.ts'

export const disksView: View = {
  id: 'disks',
  terms: TERMS,
  settings: DIRTY_SETTINGS,
  sources: (samples) => [
    ...writeback.sources,
    ...delayAccounting.sources,
    ...deviceSources(samples),
    // Mounts after the load: both read the same table, this one more often.
    ...loadSources(samples),
    ...mountSources(samples),
  ],
  // Threads tell who is made to pause, io who writes, cgroups who only looks as if it did.
  processes: ({ page }) => ({
    threads: 'moved',
    active: ['io', 'schedstat', 'cgroup', 'owner', 'cmdline'],
    everybody: page === null || page === 'overview' || page === 'processes' ? ['io'] : [],
  }),
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'devices', title: 'Devices' },
    { id: 'writeback', title: 'Writeback' },
    { id: 'mounts', title: 'Mounts' },
    { id: 'processes', title: 'Processes' },
    { id: 'kernel', title: 'Kernel' },
    { id: 'chart', title: 'Chart' },
  ],
  crumb: ({ page }) => page === 'devices',
  sections: sectionsOf,
  series,
  jsonFiles: ['io'],
  json: (snapshot, _place, shown) => disksJson(snapshot, shown ?? null),
  missing: (snapshot) => [
    ...missingOf(snapshot, [diskstats, ...writeback.sources]),
    ...missingMounts(snapshot.samples),
    ...(hiddenWaits(snapshot) > 0 ? [HIDDEN] : []),
    ...refusedOf(snapshot, ['io']),
  ],
}

function sectionsOf(snapshot: Snapshot, place: Place, room?: Room): readonly Section[] {
  const width = room?.columns ?? 80
  const charts = !snapshot.facts.captured
  const { device } = place.about
  switch (place.page) {
    case 'devices':
      return typeof device === 'string'
        ? [deviceLines(snapshot, device), requestSection(snapshot, device), mountSection(snapshot, 3, 3, device)]
        : [deviceSection(snapshot, 1, 5, false, width)]
    case 'writeback':
      return [
        dirty(snapshot),
        ...(charts ? [dirtyChart(snapshot, 3), flusherChart(snapshot, 4)] : []),
        settingSection(snapshot, 2),
      ]
    case 'mounts':
      return [mountSection(snapshot, 1, 4, null)]
    case 'processes':
      return [
        { kind: 'lines', id: 'disks-delays', priority: 2, least: 1, lines: (width) => delayLine(snapshot, width) },
        ioSection(snapshot, place, 1),
      ]
    case 'kernel':
      return [kernelSection(snapshot, 1)]
    case 'chart':
      return charts
        ? [dirtyChart(snapshot, 1), flowChart(snapshot, 3), flusherChart(snapshot, 4), utilChart(snapshot, 2)]
        : [noCharts()]
    default:
      return [
        {
          kind: 'lines',
          id: 'disks-summary',
          priority: 1,
          least: 6,
          lines: (width, rows) => summary(snapshot, width, rows),
        },
        deviceSection(snapshot, 2, 4, true, width),
        {
          kind: 'lines',
          id: 'disks-threads',
          priority: 5,
          least: 2,
          from: 18,
          lines: (width) => kernelLines(snapshot, width),
        },
        ...(charts ? [{ ...dirtyChart(snapshot, 3), from: TALL }] : []),
        ...(snapshot.get(mounted).some(({ usage }) => !isMissing(usage))
          ? [{ ...mountSection(snapshot, 4, 5, null), rest: TALL }]
          : []),
      ]
  }
}

function dirty(snapshot: Snapshot): Lines {
  return {
    kind: 'lines',
    id: 'disks-writeback',
    priority: 1,
    least: 5,
    lines: (width) => dirtyLines(snapshot, width, 'whole'),
  }
}
