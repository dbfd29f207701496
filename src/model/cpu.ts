import { stat } from '../parse/stat.ts'
import { valueOf } from '../source.ts'
import { allCpus, type CpuShares } from './load/cpus.ts'
import { model } from './model.ts'

/** Where CPU time went since the last sample, all CPUs together; null: not known yet. */
export const cpu = model({
  from: { stat },
  derive: (of): CpuShares | null => {
    const after = valueOf(of.stat.after)
    return after ? allCpus(valueOf(of.stat.before), after) : null
  },
})
