import { parseMemoryEvents } from '../../parse/cgroup/memory-events.ts'
import { parseMemoryStat } from '../../parse/cgroup/memory-stat.ts'
import { parseNumber } from '../../parse/number.ts'
import { parsePressure } from '../../parse/pressure.ts'
import { rate, seconds } from '../../rates.ts'
import type { Sample, Samples } from '../../sample/sample.ts'
import { type Source, source } from '../../source.ts'
import type { Bytes, Share } from '../../units.ts'
import { stamped } from '../growth.ts'
import type { Model } from '../model.ts'
import { type LookedAt, lookedAt } from './looked-at.ts'
import { dueOf, NO_TURN, type Turn } from './turns.ts'
import { type FoundGroup, walk, walkSources } from './walk.ts'

/** A cgroup with a limit of memory, and what happened at it since the last look. Null: not known yet, or not counted here. */
export interface MemoryGroup {
  /** Raw. */
  readonly path: string
  readonly depth: number
  readonly version: 1 | 2
  /** Where its files are. */
  readonly folder: string
  readonly usage: Bytes | null
  /** Without page cache that was not used lately: what a limit bites into. */
  readonly workingSet: Bytes | null
  /** memory.max, memory.limit_in_bytes. Infinity: none. */
  readonly limit: Bytes | null
  readonly high: Bytes | null
  readonly anon: Bytes | null
  /** tmpfs and shared memory. */
  readonly shmem: Bytes | null
  readonly slab: Bytes | null
  /** Buffers of sockets. */
  readonly sock: Bytes | null
  /** Times it ran into its limit (v1: memory.failcnt), into memory.high, and kills. */
  readonly hits: number | null
  readonly highs: number | null
  readonly kills: number | null
  /** Since the group was made. */
  readonly killed: number | null
  readonly stalled: Share | null
}

export interface MemoryGroups {
  readonly groups: readonly MemoryGroup[]
  /** Some are not listed or read yet. */
  readonly pending: boolean
}

/** Their files are read while somebody asks for memoryGroupSources(). */
export const memoryGroups: Model<MemoryGroups> = {
  sources: [],
  of(samples) {
    const { groups, next } = walk(samples)
    const files = filesOf(groups)
    return {
      groups: files.flatMap((one) => (isLimited(samples.after, one) ? [groupOf(samples, one)] : [])),
      pending: next.length > 0 || files.some(({ limit }) => !samples.after.files.has(limit.path)),
    }
  },
}

/** Null: of all groups it is known whether they have a limit. */
export function memoryGroupsLookedAt(samples: Samples, turn: Turn): LookedAt | null {
  return lookedAt(walk(samples), samples.after.at, turn, null)
}

/** Depth by depth; of many groups those without a limit are read for that limit alone, and that seldom. */
export function memoryGroupSources(samples: Samples | null, turn: Turn = NO_TURN): readonly Source<unknown>[] {
  const due = samples ? dueOf(walk(samples), samples.after.at, turn) : { groups: [], folders: walkSources(null) }
  const groups = filesOf(due.groups)
  return [
    ...due.folders,
    ...groups.flatMap((one) => {
      const { path: _path, depth: _depth, version: _version, folder: _folder, limit, high, ...rest } = one
      const known = groups.length <= FEW || (samples !== null && isLimited(samples.after, one))
      return [limit, ...(high ? [high] : []), ...(known ? Object.values(rest).filter((file) => file !== null) : [])]
    }),
  ]
}

/** Limits are changed by hand. */
const SLOWLY = 10
/** So many are read in whole, so that a limit and what happened at it are known with one look. */
const FEW = 50

type Files = ReturnType<typeof filesIn>

function filesOf(groups: readonly FoundGroup[]): readonly Files[] {
  return groups.flatMap((group) => {
    const folder = group.folders.find(({ files }) => files.has('memory.max') || files.has('memory.limit_in_bytes'))
    return folder ? [filesIn(group, folder)] : []
  })
}

function filesIn({ path, depth }: FoundGroup, { folder, files, hierarchy }: FoundGroup['folders'][number]) {
  const { version } = hierarchy
  const file = <T>(name: string, parse: (file: Buffer) => T, every = 0): Source<T> | null =>
    files.has(name) ? source(`${folder}/${name}`, parse, every) : null
  const limitName = version === 2 ? 'memory.max' : 'memory.limit_in_bytes'
  return {
    path,
    depth,
    version,
    folder,
    limit: source(`${folder}/${limitName}`, parseNumber, SLOWLY),
    high: file('memory.high', parseNumber, SLOWLY),
    usage: file(version === 2 ? 'memory.current' : 'memory.usage_in_bytes', parseNumber),
    events: file(version === 2 ? 'memory.events' : 'memory.oom_control', parseMemoryEvents),
    failures: version === 1 ? file('memory.failcnt', parseNumber) : null,
    stat: file('memory.stat', parseMemoryStat),
    pressure: file('memory.pressure', parsePressure),
  }
}

function isLimited(sample: Sample, { limit, high }: Files): boolean {
  return [limit, high].some((file) => {
    const set = stamped(sample, file)
    return set !== null && set.value !== Number.POSITIVE_INFINITY
  })
}

function groupOf({ after, before }: Samples, files: Files): MemoryGroup {
  const value = <T>(file: Source<T> | null) => stamped(after, file)?.value ?? null
  const times = <T>(file: Source<T> | null, of: (record: T) => number | undefined): number | null => {
    const [from, to] = [stamped(before, file), stamped(after, file)]
    if (!from || !to) return null
    const dt = seconds(from.at, to.at)
    const grown = rate(of(from.value), of(to.value), dt)
    return grown === null ? null : Math.round(grown * dt)
  }
  const usage = value(files.usage)
  const stat = value(files.stat)
  const { all } = stat ?? {}
  return {
    path: files.path,
    depth: files.depth,
    version: files.version,
    folder: files.folder,
    usage,
    workingSet: usage === null || stat?.inactiveFile === undefined ? null : Math.max(0, usage - stat.inactiveFile),
    limit: value(files.limit),
    high: value(files.high),
    anon: stat?.anon ?? null,
    shmem: stat?.shmem ?? null,
    slab: all?.get('slab') ?? null,
    sock: all?.get('sock') ?? null,
    hits: files.failures ? times(files.failures, (count) => count) : times(files.events, ({ max }) => max),
    highs: times(files.events, ({ high }) => high),
    kills: times(files.events, ({ oomKill }) => oomKill),
    killed: value(files.events)?.oomKill ?? null,
    stalled: value(files.pressure)?.some?.avg10 ?? null,
  }
}
