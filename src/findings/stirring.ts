import type { Resource } from '../model/findings.ts'
import { busiestProcess, type ProcessClocks } from '../model/load/busiest-process.ts'
import { busyness } from '../model/load/busyness.ts'
import { pressure, type Stalled } from '../model/load/pressure.ts'
import { availableOf } from '../model/memory.ts'
import { Snapshot } from '../model/snapshot.ts'
import { loadavg } from '../parse/loadavg.ts'
import { meminfo } from '../parse/meminfo.ts'
import { netstat } from '../parse/net/netstat.ts'
import { snmp } from '../parse/net/snmp.ts'
import { stat } from '../parse/stat.ts'
import { vmstat } from '../parse/vmstat.ts'
import { rate, seconds } from '../rates.ts'
import { reading, type Sample, type Samples } from '../sample/sample.ts'
import { isMissing, type Source, valueOf } from '../source.ts'

/** The kernel adds these up over all CPUs, and they are some hundred: once in a while is soon enough for who waits a second at least. */
const TCP_COUNTERS: Source<ReadonlyMap<string, number>> = { ...netstat, every: 5 }
const DATAGRAM_COUNTERS: Source<ReadonlyMap<string, number>> = { ...snmp, every: 5 }
const MEMORY_COUNTERS: Source<ReadonlyMap<string, number>> = { ...vmstat, every: 5 }

/** Small, and the header and the curves of the overview want most of it whatever is looked at; the load average tells if threads are stuck. */
export const SMALL: readonly Source<unknown>[] = [stat, meminfo, loadavg, ...pressure.sources]

/** Read wherever it is worked out if something stirs. */
export const STIRRING: readonly Source<unknown>[] = [...SMALL, TCP_COUNTERS, DATAGRAM_COUNTERS, MEMORY_COUNTERS]

/** Below all of these a machine rests, and its rules look seldom. They say nothing themselves: rules have limits of their own. */
const REST = {
  busy: 0.6,
  /** Of one CPU alone, where there are several; or of one process, as a thread that runs all the time need not stay where it is. */
  oneBusy: 0.9,
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
  /** Processes that have ended since the sample before and are not waited for: fewer are mostly about to be, as those of a make. */
  zombies: 5,
} as const

/** What stands still while TCP is well, however few packets there are: connections, segments and memory that it could not have. */
const TROUBLE = [
  'TcpExtListenOverflows',
  'TcpExtListenDrops',
  'TcpExtTCPTimeouts',
  'TcpExtTCPReqQFullDrop',
  'TcpExtTCPReqQFullDoCookies',
  'TcpExtTCPBacklogDrop',
  'TcpExtPruneCalled',
  'TcpExtRcvPruned',
  'TcpExtTCPTimeWaitOverflow',
  'TcpExtTCPMemoryPressures',
  'TcpExtTCPAbortOnMemory',
] as const

/** Datagrams that found the buffer of their program full. */
const LOST = ['UdpRcvbufErrors'] as const

const KILLS = ['oom_kill'] as const

/** A sample in which it was looked whether something stirs. */
export interface Heard {
  readonly sample: Sample
  /** Null: nobody looked at processes. */
  readonly zombies: number | null
  readonly clocks: ProcessClocks | null
}

/** Without the records of all processes, which nobody needs for it. */
export function heardIn(sample: Sample): Heard {
  const { processes } = sample
  if (!processes) return { sample, zombies: null, clocks: null }
  const { at, pids, cpu, tally } = processes
  return { sample: { ...sample, processes: null }, zombies: tally.states.Z, clocks: { at, pids, cpu } }
}

/**
 * Resources something happens to: only there rules look as often as they would like to. On a machine that rests nobody looks at
 * every sample: what was counted since is all of it.
 */
export function stirring(now: Snapshot, heard: Heard | null): ReadonlySet<Resource> {
  const snapshot = spanned(now, heard)
  return stirs(snapshot, newZombies(snapshot.samples.after, heard), mostUsed(snapshot.samples.after, heard))
}

/** The time since then; where that is the sample before, what models say of it is known. */
function spanned(snapshot: Snapshot, heard: Heard | null): Snapshot {
  const { samples, facts, history } = snapshot
  const at = heard?.sample.at
  if (samples.before === null || samples.before.at === at) return snapshot
  return new Snapshot({ after: samples.after, before: heard?.sample ?? null }, facts, history)
}

/** `used`: CPUs of the process that used most. */
function stirs(snapshot: Snapshot, zombies: number, used: number): ReadonlySet<Resource> {
  const found = new Set<Resource>()
  const { after, before } = snapshot.samples
  const [now, was] = [valueOf(reading(after, stat)), before && valueOf(reading(before, stat))]
  const stalls = snapshot.get(pressure)
  const shares = now && was && busyness(was.cpus, now.cpus)
  const perSecond = (counter: 'processes' | 'ctxt') => rate(was?.[counter], now?.[counter], snapshot.interval ?? 0) ?? 0
  const forks = perSecond('processes')
  const packets = rate(was?.softirq.get('NET_RX'), now?.softirq.get('NET_RX'), snapshot.interval ?? 0) ?? 0
  const cpus = now?.cpus.length ?? 1
  if (
    stalled(stalls, 'cpu') >= REST.cpu ||
    (shares && (shares.busy >= REST.busy || shares.busiest >= REST.oneBusy)) ||
    used >= REST.oneBusy ||
    forks >= REST.forks ||
    perSecond('ctxt') >= REST.switches * cpus
  )
    found.add('cpu').add('kernel')
  if (forks >= REST.forks || zombies >= REST.zombies) found.add('limits')
  // Also at the limit of a cgroup tasks stall on memory, or are killed before they do.
  if (stalled(stalls, 'memory') >= REST.memory || isLow(snapshot) || grew(snapshot.samples, MEMORY_COUNTERS, KILLS))
    found.add('memory').add('swap').add('numa').add('limits')
  if (stalled(stalls, 'io') >= REST.io || (shares?.iowait ?? 0) >= REST.iowait || (now?.procsBlocked ?? 0) > 0)
    found.add('disks').add('kernel')
  if (
    packets >= REST.packets ||
    grew(snapshot.samples, TCP_COUNTERS, TROUBLE) ||
    grew(snapshot.samples, DATAGRAM_COUNTERS, LOST)
  )
    found.add('network')
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
  return swapped || (availableOf(now) ?? now.memFree) < REST.available * now.memTotal
}

/** A reading may stand for several samples: between two that share it nothing grew. */
function grew({ after, before }: Samples, counters: typeof TCP_COUNTERS, names: readonly string[]): boolean {
  const now = reading(after, counters)
  const was = before && reading(before, counters)
  if (!was || was === now || isMissing(now) || isMissing(was)) return false
  const dt = seconds(was.at, now.at)
  return names.some((name) => (rate(was.value.get(name), now.value.get(name), dt) ?? 0) > 0)
}

/** Where processes are looked at for others; nobody reads them for this. */
function newZombies({ processes }: Sample, heard: Heard | null): number {
  return processes && heard?.zombies != null ? processes.tally.states.Z - heard.zombies : 0
}

/** The same: 0 where nobody does. */
function mostUsed({ processes }: Sample, heard: Heard | null): number {
  return processes && heard?.clocks ? (busiestProcess(heard.clocks, processes) ?? 0) : 0
}
