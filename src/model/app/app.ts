import { stat } from '../../parse/stat.ts'
import { seconds } from '../../rates.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source } from '../../source.ts'
import { byTable } from '../by-table.ts'
import type { Finding } from '../findings.ts'
import type { Snapshot } from '../snapshot.ts'
import { socketSource } from '../sockets/table.ts'
import { counterSources, counters } from '../tcp/counters.ts'
import { type NetPid, namespaceSources, netNamespace } from '../tcp/namespace.ts'
import { counters as vmCounters } from '../vmstat.ts'
import { type AppAdvice, appAdvice } from './advice.ts'
import type { Seen } from './flow.ts'
import { type Flows, flowsOf } from './flows.ts'
import { findingsOf } from './found.ts'
import { type ServiceLimits, serviceLimitSources, serviceLimits } from './limits.ts'
import { type AppScaling, appScaling } from './scaling.ts'
import { type Service, type ServiceAsked, serviceOf } from './service.ts'
import { lateUpstreams } from './upstreams.ts'
import { type Worker, workerSources, workersOf } from './workers.ts'

/** All that is known of one service. */
export interface App {
  readonly service: Service
  readonly workers: readonly Worker[]
  readonly scaling: AppScaling
  readonly advice: readonly AppAdvice[]
  readonly limits: ServiceLimits
  /** Its connections; Missing: the sockets could not be read. */
  readonly flows: Flows | Missing
  /** Whose network namespace the service is in; null: the reader's own. */
  readonly net: NetPid
  readonly findings: readonly Finding[]
}

/** What has to be read for it: who belongs to it is known from the second look on. */
export function appSources(samples: Samples | null, asked: ServiceAsked): readonly Source<unknown>[] {
  const service = samples && serviceOf(samples.after.processes?.rows ?? [], asked)
  if (!samples || !service) return [stat, ...vmCounters.sources]
  const pid = netOf(samples, service)
  return [
    stat,
    ...vmCounters.sources,
    ...namespaceSources(service.anchor.pid),
    ...counterSources(pid),
    socketSource({ pid }),
    ...workerSources(service),
    ...serviceLimitSources(samples, service),
  ]
}

/** Null: there is no such service (any more). Worked out once a look: the page is drawn again at every key. */
export function appOf(snapshot: Snapshot, asked: ServiceAsked): App | null {
  const apps = known(snapshot)
  const key = JSON.stringify(asked)
  const found = apps.get(key)
  if (found !== undefined) return found
  const app = workedOut(snapshot, asked)
  apps.set(key, app)
  return app
}

const known = byTable((_: Snapshot) => new Map<string, App | null>())

function workedOut(snapshot: Snapshot, asked: ServiceAsked): App | null {
  const { samples, findings } = snapshot
  const service = serviceOf(samples.after.processes?.rows ?? [], asked)
  if (!service) return null
  const net = netOf(samples, service)
  const workers = workersOf(snapshot, service)
  const limits = serviceLimits(samples, service)
  const seen = seenAt(samples, net)
  const flows = isMissing(seen) ? seen : flowsOf(service, seen, lateUpstreams(snapshot.history, service))
  const scaling = appScaling(samples, workers, limits.all, isMissing(flows) ? null : flows.listeners)
  const names = new Set(isMissing(flows) ? [] : flows.listeners.map(({ name }) => name))
  return {
    service,
    workers,
    scaling,
    // All of the machine is no service: there is no number of workers to set.
    advice: service.by === 'cgroup' && service.name === '/' ? [] : appAdvice(scaling),
    limits,
    flows,
    net,
    findings: findingsOf(findings, service, limits.path === null ? [] : [limits.path], names),
  }
}

/** A namespace that is not known to be another one is taken for the reader's own, whose sockets the kernel tells more of. */
function netOf(samples: Samples, { anchor }: Service): NetPid {
  const { id, own } = netNamespace(samples, anchor.pid)
  return id !== null && own !== null && id !== own ? anchor.pid : null
}

function seenAt(samples: Samples, pid: NetPid): Seen | Missing {
  const file = socketSource({ pid })
  const now = reading(samples.after, file)
  if (isMissing(now)) return now
  const earlier = samples.before?.files.has(file.path) ? reading(samples.before, file) : null
  const was = earlier && !isMissing(earlier) ? earlier : null
  const { perSecond } = counters(samples, pid)
  return {
    table: now.value,
    before: was?.value ?? null,
    dt: was ? seconds(was.at, now.at) : 0,
    accepts: perSecond('TcpPassiveOpens'),
    connects: perSecond('TcpActiveOpens'),
  }
}
