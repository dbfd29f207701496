import { machine } from '../../model/machine.ts'
import { numaNodes } from '../../model/numa/nodes.ts'
import { NUMA_WHOLE, nodeIds, numaSources } from '../../model/numa/sources.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { nodeMeminfo } from '../../parse/devices/node/meminfo.ts'
import { nodeNumastat } from '../../parse/devices/node/numastat.ts'
import { onlineNodes } from '../../parse/devices/system.ts'
import { missingOf } from '../missing.ts'
import { refusedOf } from '../refused.ts'
import type { Place, Section, View } from '../view.ts'
import { freeChart, numaSeries, remoteChart } from './chart.ts'
import { countersSection } from './counters.ts'
import { distanceSection } from './distances.ts'
import { numaJson } from './json.ts'
import { memorySection } from './memory.ts'
import { nodesSection } from './nodes-table.ts'
import { overviewSection } from './overview.ts'
import { policySection } from './policies.ts'
import { processSection } from './processes.ts'
import { NUMA_TERMS } from './terms.ts'
import { topologySection } from './topology.ts'

export const numaView: View = {
  id: 'numa',
  terms: NUMA_TERMS,
  sources: (samples) => [...machine.sources, ...numaSources(samples)],
  // numa_maps walks the page tables of a process: only while placement is looked at, in slices.
  processes: ({ page }) => (isOfProcesses(page) ? { everybody: ['numa_maps', 'status'] } : null),
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'nodes', title: 'Nodes' },
    { id: 'memory', title: 'Memory' },
    { id: 'counters', title: 'Counters' },
    { id: 'processes', title: 'Processes' },
    { id: 'policies', title: 'Policy' },
  ],
  crumb: ({ page }) => page === 'processes',
  sections: sectionsOf,
  series: numaSeries,
  jsonFiles: ['numa_maps', 'status', 'cmdline'],
  json: numaJson,
  missing: (snapshot) => [
    ...missingOf(snapshot, [
      onlineNodes,
      ...NUMA_WHOLE,
      ...nodeIds(snapshot.samples.after).flatMap((node) => [nodeMeminfo(node), nodeNumastat(node)]),
    ]),
    ...refusedOf(snapshot, ['numa_maps']),
  ],
}

function isOfProcesses(page: string | null): boolean {
  return page === 'processes' || page === 'policies'
}

function sectionsOf(snapshot: Snapshot, place: Place): readonly Section[] {
  switch (place.page) {
    case 'nodes':
      return [topologySection(snapshot, 1), distanceSection(snapshot, 2)]
    case 'memory':
      return [memorySection(snapshot, 1)]
    case 'counters':
      return [countersSection(snapshot, 1)]
    case 'processes':
      return [processSection(snapshot, nodeOf(snapshot, place), 1)]
    case 'policies':
      return [policySection(snapshot, 1)]
    default:
      return [
        overviewSection(snapshot),
        nodesSection(snapshot, 2),
        ...(snapshot.get(numaNodes).length > 1 ? [distanceSection(snapshot, 3)] : [memorySection(snapshot, 6)]),
        ...(snapshot.facts.captured ? [] : [freeChart(snapshot, 4), remoteChart(snapshot, 5)]),
      ]
  }
}

/** The node the place was opened on, while it is there. */
function nodeOf(snapshot: Snapshot, { about }: Place): number | null {
  const { node } = about
  return typeof node === 'number' && snapshot.get(numaNodes).some(({ id }) => id === node) ? node : null
}
