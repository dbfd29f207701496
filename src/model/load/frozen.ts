import type { Process } from '../../sample/process.ts'
import type { Sample, Samples } from '../../sample/sample.ts'
import { isMissing, type Source, source } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { dueOf } from '../cgroups/turns.ts'
import { cgroupMounts, type FoundGroup, type Walk, walk, walkSources } from '../cgroups/walk.ts'
import { freezerCgroup, frozenCgroups, isBelow, isFrozenV2, unifiedCgroup } from './cgroups.ts'

/** Folders are listed as seldom as by the rule of CPU quotas, which lists them anyhow. */
const LIST_EVERY: Seconds = 30
/** What is frozen stays so for a while: groups are asked so often, and with many of them less; those that are frozen at every look. */
const ASK_EVERY: Seconds = 5

/**
 * Whether a process stands still with its cgroup, as far as its cgroup is known: by the v1 freezer, or by v2, which can freeze beside it.
 * Null: no group is known that does. `known`: rows with their cgroup.
 */
export function frozenBy(samples: Samples, known: readonly Process[]): ((process: Process) => boolean) | null {
  const [watched, unified] = [frozenCgroups(samples, known), frozenGroups(samples)]
  if (watched.size === 0 && unified.size === 0) return null
  return (process) => isBelow(freezerCgroup(process), watched) || isBelow(unifiedCgroup(process), unified)
}

/**
 * All groups of v2 that stand still. What v1 freezes shows D, and so its cgroup is read as of all that is stuck; what v2 freezes shows S
 * as if it slept, and nothing but its cgroup tells.
 */
export function frozenGroups({ after }: Samples): ReadonlySet<string> {
  return frozenIn(after)
}

const frozenIn = byTable((sample: Sample): ReadonlySet<string> => {
  return new Set(
    eventFiles(walk({ after: sample, before: null }).groups).flatMap(({ group, path }) => {
      const frozen = sample.files.get(path)
      return frozen && !isMissing(frozen) && frozen.value === true ? [group] : []
    }),
  )
})

export function frozenSources(samples: Samples | null): readonly Source<unknown>[] {
  if (!samples) return walkSources(null)
  const found = walk(samples)
  const frozen = frozenGroups(samples)
  const { groups, folders } = dueOf(found, samples.after.at, { pace: 0, stay: [...frozen] })
  const every = ASK_EVERY + groups.length / 100
  return [
    ...unified(found, folders),
    ...eventFiles(groups).map(({ group, path }) => source(path, isFrozenV2, frozen.has(group) ? 0 : every)),
  ]
}

function unified({ hierarchies }: Walk, folders: readonly Source<unknown>[]): readonly Source<unknown>[] {
  const roots = hierarchies.filter(({ version }) => version === 2).map(({ at }) => `${at}/`)
  return folders.flatMap((list) => {
    if (list.path === cgroupMounts.path) return [list]
    const isUnified = roots.some((root) => list.path.startsWith(root))
    return isUnified ? [source(list.path, list.parse, Math.max(list.every, LIST_EVERY))] : []
  })
}

interface EventFile {
  readonly group: string
  readonly path: string
}

const eventFiles = byTable((groups: readonly FoundGroup[]): readonly EventFile[] =>
  groups.flatMap(({ path: group, folders }) =>
    folders
      .filter(({ hierarchy, files }) => hierarchy.version === 2 && files.has('cgroup.events'))
      .map(({ folder }) => ({ group, path: `${folder}/cgroup.events` })),
  ),
)
