import { cgroups, type Group, type Stalls } from '../../model/cgroups/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'

/** Raw values, units in the key, null where it is not known; a limit that is none is null with `…_unlimited` true. */
export function cgroupsJson(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  const { layout, controllers, groups, left } = snapshot.get(cgroups)
  return { layout, v1_controllers: controllers, left_out: left, groups: groups.map(groupJson) }
}

function groupJson(group: Group) {
  const { pressure } = group
  return {
    path: group.path,
    depth: group.depth,
    cpu_percent: percent(group.cpus),
    ...limit('cpu_quota_percent', group.quota === null ? null : group.quota * 100),
    throttled_percent: percent(group.throttled),
    throttled_seconds_per_second: group.throttledTime,
    memory_bytes: group.memory,
    working_set_bytes: group.workingSet,
    inactive_file_bytes: group.inactiveFile,
    ...limit('memory_max_bytes', group.memoryMax),
    ...limit('memory_high_bytes', group.memoryHigh),
    swap_bytes: group.swap,
    ...limit('swap_max_bytes', group.swapMax),
    oom_kills: group.oomKills,
    max_events: group.maxEvents,
    high_events: group.highEvents,
    read_bytes_per_second: group.read,
    written_bytes_per_second: group.written,
    pids: group.pids,
    ...limit('pids_max', group.pidsMax),
    pressure: { cpu: stalls(pressure.cpu), memory: stalls(pressure.memory), io: stalls(pressure.io) },
  }
}

function limit(key: string, value: number | null): Readonly<Record<string, number | boolean | null>> {
  const none = value === Number.POSITIVE_INFINITY
  return { [key]: none ? null : value, [`${key}_unlimited`]: value === null ? null : none }
}

function stalls(found: Stalls | null) {
  return found && { some_avg10_percent: percent(found.some), full_avg10_percent: percent(found.full) }
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100
}
