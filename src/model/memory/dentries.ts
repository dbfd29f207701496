import { dentryState } from '../../parse/sys/fs/dentry-state.ts'
import { inodeState } from '../../parse/sys/fs/inode-state.ts'
import { vfsCachePressure, vfsCachePressureDenom } from '../../parse/sys/vm.ts'
import { source, valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import { model } from '../model.ts'

/** Names and inodes the kernel keeps, and how much of them reclaim looks at. Null: not told. */
export interface Dentries {
  readonly dentries: number | null
  /** Of no program now: only these can go. */
  readonly unused: number | null
  /** Of names that do not exist: kept so that the next look for them is quick. */
  readonly negative: number | null
  readonly inodes: number | null
  readonly unusedInodes: number | null
  readonly pressure: number | null
  /** What the pressure is divided by: 100 where the kernel does not say. */
  readonly denominator: number
  /** Share of the unused that reclaim counts as reclaimable: pressure / denominator, may be above 1. */
  readonly weight: Share | null
}

const pressure = source(vfsCachePressure.path, vfsCachePressure.parse, 10)
const denominator = source(vfsCachePressureDenom.path, vfsCachePressureDenom.parse, 60)

/** fs/dcache.c, fs/inode.c; include/linux/dcache.h vfs_pressure_ratio */
export const dentries = model({
  from: { dentryState, inodeState, pressure, denominator },
  derive: (of): Dentries => {
    const names = valueOf(of.dentryState.after)
    const inodes = valueOf(of.inodeState.after)
    const set = valueOf(of.pressure.after)
    const by = valueOf(of.denominator.after) ?? 100
    return {
      dentries: names?.total ?? null,
      unused: names?.unused ?? null,
      negative: names?.negative ?? null,
      inodes: inodes?.total ?? null,
      unusedInodes: inodes?.unused ?? null,
      pressure: set,
      denominator: by,
      weight: set === null || by <= 0 ? null : set / by,
    }
  },
})
