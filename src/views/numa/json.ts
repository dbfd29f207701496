import { commandOf } from '../../model/command.ts'
import { nodeOfCpu } from '../../model/nodes.ts'
import { balancing } from '../../model/numa/balancing.ts'
import { COUNTER_KEYS, localShare, missShare, sumRates } from '../../model/numa/counters.ts'
import { type NumaNode, numaNodes } from '../../model/numa/nodes.ts'
import {
  kindOf,
  memsOf,
  type Placed,
  placedRows,
  placementOf,
  remoteShare,
  totalOf,
} from '../../model/numa/placement.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isBare, type Process } from '../../sample/process.ts'
import type { Bytes, Share } from '../../units.ts'

type Json = Readonly<Record<string, unknown>>

/** Raw values, units in the key, null where it is not known. `distances`: rows and columns in the order of `nodes`. */
export function numaJson(snapshot: Snapshot): Json {
  const nodes = snapshot.get(numaNodes)
  const sum = sumRates(nodes.map(({ rates }) => rates))
  return {
    nodes: nodes.map(nodeJson),
    distances: nodes.map(({ distances }) => distances),
    allocations_per_second: Object.fromEntries(COUNTER_KEYS.map((key) => [key, sum[key]])),
    local_percent: percent(localShare(sum)),
    missed_percent: percent(missShare(sum)),
    balancing: balancingJson(snapshot),
    processes: processesJson(snapshot),
  }
}

function nodeJson(node: NumaNode): Json {
  return {
    id: node.id,
    cpus: node.cpus,
    total_bytes: node.total,
    free_bytes: node.free,
    used_bytes: node.used,
    room: node.room.state,
    low_bytes: node.room.low,
    tier: node.tier,
    memory: Object.fromEntries(
      [...(node.memory?.bytes ?? [])].map(([name, amount]) => [`${snake(name)}_bytes`, amount]),
    ),
    huge_pages: node.huge.map(({ size, total, free, surplus }) => ({ size_bytes: size, total, free, surplus })),
    allocations_since_boot: Object.fromEntries(COUNTER_KEYS.map((key) => [key, node.counts?.[key] ?? null])),
    allocations_per_second: Object.fromEntries(COUNTER_KEYS.map((key) => [key, node.rates[key]])),
    local_percent: percent(localShare(node.rates)),
    missed_percent: percent(missShare(node.rates)),
    promoted_pages_per_second: node.promoted,
    demoted_pages_per_second: node.demoted,
  }
}

/** `Active(anon)` → `active_anon`, `MemTotal` → `mem_total`. */
function snake(name: string): string {
  return name
    .replace(/([a-z])([A-Z])|([KS])(?=[RU][a-z])/g, '$1$3_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/_$/, '')
    .toLowerCase()
}

function balancingJson(snapshot: Snapshot): Json {
  const state = snapshot.get(balancing)
  return {
    mode: state.mode,
    scanned_pages_per_second: state.scanned,
    faults_per_second: state.faults,
    local_faults_percent: percent(state.localShare),
    migrated_pages_per_second: state.migrated,
    zone_reclaim_mode: state.zoneReclaim,
    counters_on: state.counted,
    tiers: state.tiers,
    demotion_enabled: state.demotion,
    promoted_pages_per_second: state.promoted,
    demoted_pages_per_second: state.demoted,
  }
}

/** Null: no process was looked at. */
function processesJson(snapshot: Snapshot): readonly Json[] | null {
  if (!snapshot.samples.after.processes) return null
  const { rows } = snapshot.tasks
  const placed = new Map<number, Placed[]>()
  for (const one of placedRows(rows)) placed.set(one.process.pid, [...(placed.get(one.process.pid) ?? []), one])
  const cpuNode = snapshot.get(nodeOfCpu)
  return rows.filter((row) => !isBare(row)).map((row) => processJson(row, placed.get(row.pid) ?? [], cpuNode))
}

function processJson(process: Process, policies: readonly Placed[], cpuNode: ReadonlyMap<number, number>): Json {
  const placement = placementOf(process)
  const ranOn = cpuNode.get(process.stat.processor) ?? null
  return {
    pid: process.pid,
    command: commandOf(process),
    total_bytes: placement && totalOf(placement.nodes),
    huge_bytes: kindOf(process, 'huge'),
    heap_bytes: kindOf(process, 'heap'),
    stack_bytes: kindOf(process, 'stack'),
    private_bytes: kindOf(process, 'private'),
    nodes: placement && byNode(placement.nodes),
    node_of_cpu: ranOn,
    remote_percent: placement && percent(remoteShare(placement.nodes, ranOn)),
    mems_allowed: memsOf(process),
    policies:
      placement &&
      policies.map(({ policy, nodes, total, mappings }) => ({
        policy,
        total_bytes: total,
        mappings,
        nodes: byNode(nodes),
      })),
  }
}

function byNode(nodes: ReadonlyMap<number, Bytes>): readonly Json[] {
  return [...nodes].sort(([a], [b]) => a - b).map(([id, amount]) => ({ id, bytes: amount }))
}

function percent(share: Share | null): number | null {
  return share === null ? null : share * 100
}
