import { cgroupSummarySources } from '../../model/cgroups/summary.ts'
import { perCpu } from '../../model/load/per-cpu.ts'
import { machine } from '../../model/machine.ts'
import { cpuInterrupts } from '../../model/network/cpus.ts'
import { counted, interfaceSources, interfaces } from '../../model/network/interfaces.ts'
import { interruptTable } from '../../model/network/interrupts.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { container } from '../../model/system/container.ts'
import { identity } from '../../model/system/identity.ts'
import { kernelState, kernelStateSources } from '../../model/system/kernel-state.ts'
import { limits } from '../../model/system/limits.ts'
import { ownLimitSources } from '../../model/system/own-limits.ts'
import { storage } from '../../model/system/storage.ts'
import { topologySources } from '../../model/system/topology.ts'
import { virtualization } from '../../model/system/virtualization.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import type { Line } from '../../style.ts'
import { missingOf } from '../missing.ts'
import type { Lines, Place, Section, View } from '../view.ts'
import { areaSection } from './areas.ts'
import { cpuFacts, cpuSection } from './cpus.ts'
import { interfaceFacts, trafficChart } from './interface.ts'
import { cpuInterruptSection, interruptSection } from './interrupts.ts'
import { systemJson } from './json.ts'
import { kernelFacts, vulnerabilitySection } from './kernel.ts'
import { limitSection } from './limits.ts'
import { interfaceSection } from './network.ts'
import { overviewFacts } from './overview.ts'
import { TERMS } from './terms.ts'

export const systemView: View = {
  id: 'system',
  terms: TERMS,
  sources,
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'cpus', title: 'CPUs' },
    { id: 'network', title: 'Network' },
    { id: 'interrupts', title: 'Interrupts' },
    { id: 'limits', title: 'Limits' },
    { id: 'kernel', title: 'Kernel' },
  ],
  crumb: (place) => place.page === 'network',
  sections,
  series,
  json: systemJson,
  missing: (snapshot, place) => missingOf(snapshot, EXPECTED[place.page ?? 'overview'] ?? []),
}

/** Kernels may lack the others. */
const EXPECTED: Readonly<Record<string, readonly Source<unknown>[]>> = {
  overview: [...interfaces.sources, ...cpuInterrupts.sources],
  cpus: perCpu.sources,
  network: interfaces.sources,
  interrupts: cpuInterrupts.sources,
  kernel: kernelState.sources,
}

function sources(samples: Samples | null, { page }: Place): readonly Source<unknown>[] {
  return [...machine.sources, ...(READ[page ?? 'overview'] ?? all)(samples)]
}

const READ: Readonly<Record<string, (samples: Samples | null) => readonly Source<unknown>[]>> = {
  cpus: (samples) => [...identity.sources, ...perCpu.sources, ...topologySources(samples, true)],
  network: interfaceSources,
  interrupts: () => [...cpuInterrupts.sources, ...interruptTable.sources, ...perCpu.sources],
  limits: () => limits.sources,
  kernel: (samples) => [...identity.sources, ...kernelStateSources(samples)],
}

/** The overview says something of everything, and the JSON is that of all pages; only clocks, which move all the time, wait. */
function all(samples: Samples | null): readonly Source<unknown>[] {
  return [
    ...identity.sources,
    ...virtualization.sources,
    ...container.sources,
    ...ownLimitSources(samples),
    ...limits.sources,
    ...storage.sources,
    ...cpuInterrupts.sources,
    ...interruptTable.sources,
    ...perCpu.sources,
    ...cgroupSummarySources(samples),
    ...interfaceSources(samples),
    ...kernelStateSources(samples),
    ...topologySources(samples, false),
  ]
}

function sections(snapshot: Snapshot, place: Place): readonly Section[] {
  const chart = (name: string | null, priority: number) =>
    snapshot.facts.captured ? [] : [trafficChart(snapshot, name, priority)]
  const { interface: name } = place.about
  switch (place.page) {
    case 'cpus':
      return [lines('system-cpu', 2, 3, (width) => cpuFacts(snapshot, width)), cpuSection(snapshot, 1)]
    case 'network':
      return typeof name === 'string'
        ? [
            lines('system-interface', 1, 4, (width) => interfaceFacts(snapshot, name, width)),
            ...chart(name, 2),
            interfaceSection(snapshot, 3),
          ]
        : [interfaceSection(snapshot, 1), ...chart(null, 2)]
    case 'interrupts':
      return [cpuInterruptSection(snapshot, 1), interruptSection(snapshot, 2)]
    case 'limits':
      return [limitSection(snapshot, 1)]
    case 'kernel':
      return [lines('system-kernel', 1, 3, (width) => kernelFacts(snapshot, width)), vulnerabilitySection(snapshot, 2)]
    default:
      return [
        lines('system-facts', 2, 3, (width, rows) => overviewFacts(snapshot, width, rows)),
        areaSection(snapshot, 1),
        interfaceSection(snapshot, 3, TALL),
        limitSection(snapshot, 4, TALL),
      ]
  }
}

const TALL = 26

function lines(
  id: string,
  priority: number,
  least: number,
  draw: (width: number, rows: number) => readonly Line[],
): Lines {
  return { kind: 'lines', id, priority, least, lines: draw }
}

function* series(snapshot: Snapshot): Iterable<readonly [string, number]> {
  const all = snapshot.get(interfaces)
  for (const way of ['rx', 'tx'] as const) {
    let sum: number | null = 0
    for (const one of counted(all)) sum = sum === null || one[way].bytes === null ? null : sum + one[way].bytes
    if (sum !== null && all.length > 0) yield [`system.${way}`, sum]
    // A host of containers has thousands: their curves would be kept for nothing.
    for (const { name, [way]: flow } of all.slice(0, 16))
      if (flow.bytes !== null) yield [`system.${way}.${name}`, flow.bytes]
  }
}
