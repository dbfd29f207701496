import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import type { Model } from '../model.ts'
import { binding, cgroupLimits, limitSources } from '../process/cgroup-limits.ts'
import { ownGroups } from './container.ts'

/** What the cgroups of whytop, and so of what runs beside it in a container, allow. Null: no limit. */
export interface OwnLimits {
  /** Quota of the tightest group. */
  readonly cpus: number | null
  readonly memory: Bytes | null
  readonly pids: number | null
}

export const ownLimits: Model<OwnLimits> = {
  sources: [ownGroups],
  of(samples) {
    const limits = cgroupLimits(samples, valueOf(reading(samples.after, ownGroups)))
    const quotas = limits.quotas.filter(({ quotaUs }) => quotaUs !== Number.POSITIVE_INFINITY)
    return {
      cpus: quotas.length === 0 ? null : Math.min(...quotas.map(({ quotaUs, periodUs }) => quotaUs / periodUs)),
      memory: binding(limits.memory)?.limit ?? null,
      pids: binding(limits.pids)?.limit ?? null,
    }
  },
}

/** Which groups these are is known once /proc/self/cgroup was read. */
export function ownLimitSources(samples: Samples | null): readonly Source<unknown>[] {
  const groups = samples && valueOf(reading(samples.after, ownGroups))
  return [ownGroups, ...(samples && groups ? limitSources(samples, groups) : [])]
}
