import { meminfo } from '../../parse/meminfo.ts'
import { stat } from '../../parse/stat.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import type { Model } from '../model.ts'
import { binding, cgroupLimits, type Limited } from '../process/cgroup-limits.ts'
import { ownGroups } from './container.ts'
import { ownLimitSources } from './own-limits.ts'

/** Limits of the cgroups that whytop is in, as far as they take something away from what the machine has. */
export interface Confinement {
  readonly memory: Limited | null
  readonly cpu: {
    readonly path: string
    readonly cpus: number
    /** Of the periods, how many used the quota up. Null: not known yet. */
    readonly throttled: Share | null
  } | null
  /** Only where it is near, as every service has one. */
  readonly pids: Limited | null
}

const NEAR: Share = 0.5

/** Null: nothing confines it, or that is not known. */
export const confinement: Model<Confinement | null> = { sources: [ownGroups, meminfo, stat], of: confined }

/** A limit is set seldom; what it does is read at every tick where there is one. */
const SELDOM = 30
const OFTEN = 5

export function confinementSources(samples: Samples | null): readonly Source<unknown>[] {
  const every = samples && confined(samples) ? OFTEN : SELDOM
  return ownLimitSources(samples).map((source) =>
    every === OFTEN && source.path.endsWith('/cpu.stat') ? source : { ...source, every: Math.max(every, source.every) },
  )
}

function confined(samples: Samples): Confinement | null {
  const { after } = samples
  const limits = cgroupLimits(samples, valueOf(reading(after, ownGroups)))
  const total = valueOf(reading(after, meminfo))?.memTotal ?? Number.POSITIVE_INFINITY
  const online = valueOf(reading(after, stat))?.cpus.length ?? Number.POSITIVE_INFINITY
  const [memory, pids] = [binding(limits.memory), binding(limits.pids)]
  const [tightest] = limits.quotas
    .map(({ path, quotaUs, periodUs }) => ({ path, cpus: quotaUs / periodUs }))
    .sort((a, b) => a.cpus - b.cpus)
  const cpu = tightest && tightest.cpus < online ? tightest : null
  const found: Confinement = {
    memory: memory && memory.limit < total ? memory : null,
    cpu: cpu && { ...cpu, throttled: limits.throttled.get(cpu.path)?.share ?? null },
    pids: pids && (pids.used ?? 0) >= NEAR * pids.limit ? pids : null,
  }
  return found.memory || found.cpu || found.pids ? found : null
}
