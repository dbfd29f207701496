import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import { cpu } from '../cpu.ts'
import type { Snapshot } from '../snapshot.ts'
import type { CpuShares } from './cpus.ts'

/** All CPUs together since the last look. */
export interface Demand {
  /** CPUs online. */
  readonly cpus: number
  /** CPUs that work, what the hypervisor took from them included. */
  readonly busy: number
  /** Of all CPU time. */
  readonly idle: Share
  readonly shares: CpuShares
}

/** Null: not known yet. */
export function demand(snapshot: Snapshot): Demand | null {
  const shares = snapshot.get(cpu)
  const cpus = valueOf(reading(snapshot.samples.after, stat))?.cpus.length ?? 0
  if (!shares || cpus === 0) return null
  return { cpus, busy: shares.busy * cpus, idle: shares.idle + shares.iowait, shares }
}
