import { cgroupControllers } from '../../parse/cgroups.ts'
import { flatKeyed } from '../../parse/keyed.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Model } from '../model.ts'
import { hierarchiesOf, type Layout, layoutOf } from './hierarchies.ts'
import { cgroupMounts } from './walk.ts'

/** How many cgroups there are, without a look at them. */
export interface CgroupSummary {
  readonly layout: Layout
  /** V1 controllers that are mounted and counted here. */
  readonly controllers: readonly string[]
  /** In the hierarchy that has most, the root among them; null: not known. */
  readonly groups: number | null
}

export const cgroupSummary: Model<CgroupSummary> = {
  sources: [cgroupMounts, cgroupControllers],
  of(samples) {
    const mounts = valueOf(reading(samples.after, cgroupMounts))
    const hierarchies = hierarchiesOf(mounts)
    const controllers = hierarchies.flatMap((one) => one.controllers)
    const lines = valueOf(reading(samples.after, cgroupControllers)) ?? []
    const old = lines.filter(({ name }) => controllers.includes(name)).map(({ groups }) => groups)
    const below = statFile(samples)
    const unified = below && valueOf(reading(samples.after, below))?.get('nr_descendants')
    const counts = [...old, ...(unified == null ? [] : [unified + 1])]
    // Without mounts the usual place is taken, and it may be empty.
    const nothing = mounts === null && counts.length === 0
    return {
      layout: nothing ? 'none' : layoutOf(hierarchies),
      controllers,
      groups: counts.length > 0 ? Math.max(...counts) : null,
    }
  },
}

/** The file of v2 is known once the mounts were read. */
export function cgroupSummarySources(samples: Samples | null): readonly Source<unknown>[] {
  const file = samples && statFile(samples)
  return [...cgroupSummary.sources, ...(file ? [file] : [])]
}

/** cgroup.stat of the root: `nr_descendants 3`. Documentation/admin-guide/cgroup-v2.rst */
function statFile({ after }: Samples): Source<ReadonlyMap<string, number>> | null {
  const two = hierarchiesOf(valueOf(reading(after, cgroupMounts))).find(({ version }) => version === 2)
  return two ? source(`${two.at}/cgroup.stat`, (file) => flatKeyed('cgroup.stat', file), 5) : null
}
