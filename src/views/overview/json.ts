import { cpu } from '../../model/cpu.ts'
import { paces } from '../../model/disks/paces.ts'
import { findingsJson } from '../../model/findings-json.ts'
import { pressure, type StallShares } from '../../model/load/pressure.ts'
import { machine } from '../../model/machine.ts'
import { memory } from '../../model/memory.ts'
import { numaLeft } from '../../model/numa/left.ts'
import { both, reclaim } from '../../model/reclaim/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { swapLevel } from '../../model/swap/level.ts'
import { swapTraffic } from '../../model/swap/traffic.ts'
import { confinement } from '../../model/system/confinement.ts'
import { connections } from '../../model/tcp/connections.ts'
import { counters } from '../../model/tcp/counters.ts'
import { retransmission } from '../../model/tcp/retransmission.ts'
import { socketSummary } from '../../model/tcp/summary.ts'
import { writeback } from '../../model/writeback/model.ts'
import { loadavg } from '../../parse/loadavg.ts'
import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'

/** What `why --json` says, and a record for each subject. */
export function overviewJson(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  return {
    ...(snapshot.findings ? findingsJson(snapshot.findings) : NOT_ASKED),
    subjects: {
      load: loadJson(snapshot),
      cpu: cpuJson(snapshot),
      memory: memoryJson(snapshot),
      reclaim: reclaimJson(snapshot),
      swap: swapJson(snapshot),
      tcp: tcpJson(snapshot),
      disks: disksJson(snapshot),
      numa: numaJson(snapshot),
      limits: limitsJson(snapshot),
    },
  }
}

const NOT_ASKED = { headline: null, findings: null, ruled_out: null, not_evaluable: null }

function loadJson(snapshot: Snapshot) {
  const now = valueOf(reading(snapshot.samples.after, loadavg))
  const counts = valueOf(reading(snapshot.samples.after, stat))
  return {
    load1: now?.load1 ?? null,
    load5: now?.load5 ?? null,
    load15: now?.load15 ?? null,
    cpus: snapshot.get(machine).cpus,
    procs_running: counts?.procsRunning ?? null,
    procs_blocked: counts?.procsBlocked ?? null,
    processes_in_d: snapshot.tasks.tally?.states.D ?? null,
  }
}

function cpuJson(snapshot: Snapshot) {
  const now = snapshot.get(cpu)
  return {
    busy_percent: percent(now?.busy),
    user_percent: percent(now && now.usr + now.nice + now.guest + now.gnice),
    system_percent: percent(now && now.sys + now.irq + now.soft),
    iowait_percent: percent(now?.iowait),
    steal_percent: percent(now?.steal),
    idle_percent: percent(now?.idle),
    stalled_some_percent: stalled(snapshot, 'cpu', 'some'),
  }
}

function memoryJson(snapshot: Snapshot) {
  const now = snapshot.get(memory)
  return {
    total_bytes: now?.total ?? null,
    available_bytes: now?.available ?? null,
    free_bytes: now?.free ?? null,
    shared_bytes: now?.shared ?? null,
    cache_bytes: now?.cache ?? null,
    stalled_some_percent: stalled(snapshot, 'memory', 'some'),
    stalled_full_percent: stalled(snapshot, 'memory', 'full'),
  }
}

function reclaimJson(snapshot: Snapshot) {
  const now = snapshot.get(reclaim)
  const freed = (key: string) => now.reclaimers.find((one) => one.key === key)?.reclaimed ?? null
  return {
    state: now.state,
    kswapd_bytes_per_second: freed('kswapd'),
    direct_bytes_per_second: freed('direct'),
    cgroup_bytes_per_second: freed('cgroup'),
    direct_stalls_per_second: now.stalls,
    refault_bytes_per_second: both(now.refault),
  }
}

function swapJson(snapshot: Snapshot) {
  const level = snapshot.get(swapLevel)
  const moves = snapshot.get(swapTraffic)
  const { waiting, freerun } = snapshot.get(writeback)
  return {
    total_bytes: level?.total ?? null,
    used_bytes: level?.used ?? null,
    in_bytes_per_second: moves.in,
    out_bytes_per_second: moves.out,
    dirty_bytes: waiting,
    throttle_bytes: freerun,
  }
}

function tcpJson(snapshot: Snapshot) {
  const counted = counters(snapshot.samples, null)
  const now = socketSummary(snapshot.samples, null, counted, snapshot.facts.pageSize)
  const flow = connections(counted)
  return {
    established: now.estab,
    time_wait: now.timeWait,
    orphaned: now.orphaned,
    connects_per_second: flow.connects,
    accepts_per_second: flow.accepts,
    fails_per_second: flow.fails,
    resets_per_second: flow.resets,
    retransmitted_percent: percent(retransmission(counted, snapshot.interval).share),
    listen_overflows_per_second: counted.perSecond('TcpExtListenOverflows'),
  }
}

function disksJson(snapshot: Snapshot) {
  const found = snapshot.get(paces)
  return (
    found?.map(({ name, rates, now }) => ({
      name,
      util_percent: percent(rates.util),
      read_bytes_per_second: rates.reads.bytesPerSecond,
      write_bytes_per_second: rates.writes.bytesPerSecond,
      read_await_seconds: rates.reads.await,
      write_await_seconds: rates.writes.await,
      in_flight: now.inFlight,
    })) ?? null
  )
}

function numaJson(snapshot: Snapshot) {
  const now = snapshot.get(numaLeft)
  if (!now) return null
  return {
    nodes: now.nodes,
    least_left_node: now.least?.node ?? null,
    least_left_bytes: now.least?.left ?? null,
    misses_per_second: now.misses,
  }
}

function limitsJson(snapshot: Snapshot) {
  const now = snapshot.get(confinement)
  if (!now) return null
  return {
    memory_limit_bytes: now.memory?.limit ?? null,
    memory_used_bytes: now.memory?.used ?? null,
    memory_working_set_bytes: now.memory?.workingSet ?? null,
    cpus: now.cpu?.cpus ?? null,
    cpu_throttled_percent: percent(now.cpu?.throttled),
    threads_limit: now.pids?.limit ?? null,
    threads: now.pids?.used ?? null,
  }
}

function stalled(snapshot: Snapshot, resource: string, kind: 'some' | 'full'): number | null {
  const found: StallShares | null = snapshot.get(pressure).find((one) => one.resource === resource)?.[kind] ?? null
  return percent(found && (found.now ?? found.avg10))
}

function percent(share: number | null | undefined): number | null {
  return share == null ? null : share * 100
}
