import type { Resource } from '../model/findings.ts'
import { allCpus } from '../model/load/cpus.ts'
import { pressure, type Stalled } from '../model/load/pressure.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { loadavg } from '../parse/loadavg.ts'
import { meminfo } from '../parse/meminfo.ts'
import { stat } from '../parse/stat.ts'
import { rate } from '../rates.ts'
import { reading } from '../sample/sample.ts'
import { type Source, valueOf } from '../source.ts'

/** Read at every sample: small, and the header reads most of it anyhow. The load average for its history, by which rules know whether threads are stuck. */
export const STIRRING: readonly Source<unknown>[] = [stat, meminfo, loadavg, ...pressure.sources]

/** Below all of these a machine rests, and its rules look seldom. They say nothing themselves: rules have limits of their own. */
const REST = {
  busy: 0.6,
  /** Of one CPU alone, where there are several. */
  oneBusy: 0.95,
  steal: 0.02,
  iowait: 0.05,
  forks: 100,
  switches: 20_000,
  /** Of the time: a task waited for a CPU; for memory; for I/O. */
  cpu: 0.25,
  memory: 0.01,
  io: 0.02,
  available: 0.2,
  /** Packets a second, or so: NET_RX softirqs. */
  packets: 500,
} as const

/** Resources something happens to: only there rules look as often as they would like to. */
export function stirring(snapshot: Snapshot): ReadonlySet<Resource> {
  const found = new Set<Resource>()
  const { after, before } = snapshot.samples
  const [now, was] = [valueOf(reading(after, stat)), before && valueOf(reading(before, stat))]
  const stalls = snapshot.get(pressure)
  const shares = now && allCpus(was ?? null, now)
  const perSecond = (counter: 'processes' | 'ctxt') => rate(was?.[counter], now?.[counter], snapshot.interval ?? 0) ?? 0
  const forks = perSecond('processes')
  const packets = rate(was?.softirq.get('NET_RX'), now?.softirq.get('NET_RX'), snapshot.interval ?? 0) ?? 0
  const cpus = now?.cpus.length ?? 1
  if (
    stalled(stalls, 'cpu') >= REST.cpu ||
    (shares && (shares.busy >= REST.busy || shares.busy * cpus >= REST.oneBusy || shares.steal >= REST.steal)) ||
    forks >= REST.forks ||
    perSecond('ctxt') >= REST.switches * cpus
  )
    found.add('cpu').add('kernel')
  if (forks >= REST.forks) found.add('limits')
  // Also at the limit of a cgroup tasks stall on memory.
  if (stalled(stalls, 'memory') >= REST.memory || isLow(snapshot))
    found.add('memory').add('swap').add('numa').add('limits')
  if (stalled(stalls, 'io') >= REST.io || (shares?.iowait ?? 0) >= REST.iowait || (now?.procsBlocked ?? 0) > 0)
    found.add('disks').add('kernel')
  if (packets >= REST.packets) found.add('network')
  return found
}

/** 0 where the kernel does not tell: rules then still look, in their slow turn. */
function stalled(stalls: readonly Stalled[], resource: Stalled['resource']): number {
  return stalls.find((one) => one.resource === resource)?.some?.now ?? 0
}

function isLow({ samples }: Snapshot): boolean {
  const now = valueOf(reading(samples.after, meminfo))
  const was = samples.before && valueOf(reading(samples.before, meminfo))
  if (!now) return false
  const swapped = was?.swapFree !== undefined && now.swapFree !== undefined && now.swapFree < was.swapFree - 2 ** 20
  return swapped || (now.memAvailable ?? now.memFree) < REST.available * now.memTotal
}
