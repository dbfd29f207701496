import type { Snapshot } from '../../model/snapshot.ts'
import { socketSource, type Wanted } from '../../model/sockets/table.ts'
import { type Counters, counters } from '../../model/tcp/counters.ts'
import { type PortRange, portRange } from '../../model/tcp/ephemeral.ts'
import { type Limits, limits } from '../../model/tcp/limits.ts'
import { type NetNamespace, type NetPid, netNamespace } from '../../model/tcp/namespace.ts'
import type { PortsInUse } from '../../model/tcp/ports.ts'
import { portsOf as portsInSight } from '../../model/tcp/ports-of.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { reading } from '../../sample/sample.ts'
import type { Reading } from '../../source.ts'
import type { Place } from '../view.ts'

/** What every page is drawn from. */
export interface Seen {
  readonly snapshot: Snapshot
  readonly place: Place
  /** Whose network namespace is shown. */
  readonly pid: NetPid
  readonly namespace: NetNamespace
  readonly counters: Counters
  readonly limits: Limits
  readonly range: PortRange | null
}

export function seen(snapshot: Snapshot, place: Place): Seen {
  const pid = netPidOf(place)
  const namespace = netNamespace(snapshot.samples, pid)
  return {
    snapshot,
    place,
    pid,
    namespace,
    counters: counters(snapshot.samples, pid),
    limits: limits(snapshot.samples, snapshot.facts.pageSize, namespace),
    range: portRange(snapshot.samples, namespace),
  }
}

/** `about.pid`: a process of the namespace that is looked at. */
export function netPidOf({ about }: Place): NetPid {
  const pid = Number(about.pid ?? 0)
  return Number.isInteger(pid) && pid > 0 ? pid : null
}

/** What a drill within the pane takes along, so that the namespace stays the same. */
export function aboutOf({ pid }: Seen, more: Place['about'] = {}): Place['about'] {
  return pid === null ? more : { pid, ...more }
}

/** Sockets of the namespace in sight. */
export function tableOf(on: Seen, wanted: Omit<Wanted, 'pid'>): Reading<SocketTable> {
  return reading(on.snapshot.samples.after, socketSource({ ...wanted, pid: on.pid }))
}

/** Null: no sockets or no range could be read. */
export function portsOf({ snapshot, range, pid }: Seen): PortsInUse | null {
  return portsInSight(snapshot.samples, range, pid)
}
