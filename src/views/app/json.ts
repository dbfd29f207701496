import type { App } from '../../model/app/app.ts'
import type { Flow } from '../../model/app/flow.ts'
import type { Worker } from '../../model/app/workers.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isMissing } from '../../source.ts'
import type { Place } from '../view.ts'
import { seenApp } from './head.ts'

/** Raw numbers, units in the key, null for what is unknown. */
export function appJson(snapshot: Snapshot, place: Place): Readonly<Record<string, unknown>> {
  const app = seenApp(snapshot, place)
  if (!app) return { service: null }
  const { service, scaling, flows } = app
  return {
    service: { name: service.name, by: service.by, oldest_pid: service.anchor.pid, processes: service.members.length },
    cpus_used: scaling.used,
    effective_cpus: scaling.effective?.cpus ?? null,
    effective_cpus_by: scaling.effective?.by ?? null,
    worker_kind: scaling.unit,
    workers: scaling.workers,
    busy_workers: scaling.active,
    full_workers: scaling.full,
    waiting_percent: percent(scaling.waiting),
    d_threads: scaling.blocked,
    throttled_percent: percent(scaling.throttled),
    voluntary_switches_per_second: scaling.voluntary,
    involuntary_switches_per_second: scaling.involuntary,
    accept_queue_connections: scaling.queue,
    advice: app.advice.map(({ id, says }) => ({ id, says })),
    limits: limitsJson(app),
    listeners: isMissing(flows) ? null : flows.listeners.map(flowJson),
    upstreams: isMissing(flows) ? null : flows.upstreams.map(flowJson),
    descriptors_refused_processes: isMissing(flows) ? null : flows.refused,
    descriptors_pending_processes: isMissing(flows) ? null : flows.pending,
    findings: app.findings.map(({ id, severity, says }) => ({ id, severity, says })),
    processes: app.workers.map(workerJson),
  }
}

function limitsJson({ limits }: App) {
  const limit = (key: string, one: { readonly limit: number; readonly used: number | null } | null) => ({
    [`${key}_used`]: one?.used ?? null,
    [`${key}_max`]: one && one.limit !== Number.POSITIVE_INFINITY ? one.limit : null,
  })
  const quotas = limits.all.quotas.map(({ quotaUs, periodUs }) => quotaUs / periodUs)
  const least = Math.min(...quotas)
  return {
    cgroup: limits.path,
    quota_cpus: Number.isFinite(least) ? least : null,
    ...limit('memory_bytes', limits.memory),
    ...limit('pids', limits.pids),
    memory_max_events: limits.maxEvents,
    memory_high_events: limits.highEvents,
    oom_kills: limits.kills,
    forks_refused: limits.forksRefused,
  }
}

function flowJson(flow: Flow) {
  return {
    address: flow.name,
    established: flow.estab,
    close_wait: flow.closeWait,
    opening: flow.opening,
    time_wait: flow.waits,
    opened_per_second: flow.opened,
    lifetime_seconds: flow.lifetime,
    reused_percent: percent(flow.kept),
    closed_first_percent: percent(flow.closedFirst),
    ...(flow.listener && { queue: flow.listener.queue, queue_max: flow.listener.most, full: flow.listener.full }),
    peers: flow.peers.map(({ name, count }) => ({ address: name, established: count })),
  }
}

function workerJson(worker: Worker) {
  const { pid, stat } = worker.process
  return {
    pid,
    comm: stat.comm,
    state: stat.state,
    main: worker.isMain,
    threads: stat.threads,
    cpu_percent: percent(worker.cpus),
    waiting_percent: percent(worker.waiting),
    d_threads: worker.blocked,
    res_bytes: worker.res,
    pss_bytes: worker.pss,
    swap_bytes: worker.swap,
    open_files: worker.files,
    sockets: worker.sockets,
    open_files_max: worker.filesMax === Number.POSITIVE_INFINITY ? null : worker.filesMax,
    major_faults_per_second: worker.majflt,
    minor_faults_per_second: worker.minflt,
    voluntary_switches_per_second: worker.voluntary,
    involuntary_switches_per_second: worker.involuntary,
  }
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100
}
