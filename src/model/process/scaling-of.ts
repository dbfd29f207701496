import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import { type EffectiveCpus, effectiveCpus } from '../load/effective.ts'
import type { Snapshot } from '../snapshot.ts'
import { sumKnown } from '../sum-known.ts'
import { type CgroupLimits, cgroupLimits, throttledShare } from './cgroup-limits.ts'
import type { Looked } from './looked.ts'
import { BUSY, FULL, type Scaling } from './scaling.ts'
import type { ThreadRow } from './thread-rows.ts'

/** The CPUs a process may use by its affinity and cgroups. Null: the CPUs online are not known. */
export function effectiveOf(snapshot: Snapshot, looked: Looked, limits: CgroupLimits): EffectiveCpus | null {
  const online = valueOf(reading(snapshot.samples.after, stat))?.cpus.map(({ id }) => id)
  if (!online || online.length === 0) return null
  const affinity = looked.value('status')?.cpusAllowedList ?? null
  return effectiveCpus({ online, affinity, cpuset: limits.cpuset, quotas: limits.quotas })
}

export function scalingOf(snapshot: Snapshot, looked: Looked, rows: readonly ThreadRow[]): Scaling {
  const limits = cgroupLimits(snapshot.samples, looked.value('cgroup'))
  const effective = effectiveOf(snapshot, looked, limits)
  const used = looked.row < 0 ? Number.NaN : (snapshot.tasks.cpus[looked.row] as number)
  const known = rows.filter(({ cpus }) => cpus !== null)
  const busier = (than: number) => (known.length === 0 ? null : known.filter(({ cpus }) => (cpus ?? 0) > than).length)
  return {
    parallelism: Number.isNaN(used) ? null : used,
    effective,
    online: valueOf(reading(snapshot.samples.after, stat))?.cpus.length ?? null,
    threads: looked.process?.stat.threads ?? 0,
    busy: busier(BUSY),
    full: busier(FULL),
    waiting: waitingOf(rows),
    blocked: rows.filter(({ thread }) => thread.stat.state === 'D').length,
    throttled: throttledShare(limits, effective),
    voluntary: sumKnown(rows.map(({ voluntary }) => voluntary)),
    involuntary: sumKnown(rows.map(({ involuntary }) => involuntary)),
  }
}

/** Waiting of running and waiting, over all threads. */
function waitingOf(rows: readonly ThreadRow[]): number | null {
  let ran = 0
  let waited = 0
  for (const row of rows) {
    if (row.cpus === null || row.waited === null) continue
    ran += row.cpus
    waited += row.waited
  }
  return ran + waited > 0 ? waited / (ran + waited) : rows.some(({ waited }) => waited !== null) ? 0 : null
}
