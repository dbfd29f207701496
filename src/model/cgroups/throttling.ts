import { parseCpuMax } from '../../parse/cgroup/cpu-max.ts'
import { parseCpuStat } from '../../parse/cgroup/cpu-stat.ts'
import { cgroupControllers } from '../../parse/cgroups.ts'
import { flatKeyed } from '../../parse/keyed.ts'
import { parseNumber } from '../../parse/number.ts'
import { cpuPressure } from '../../parse/pressure.ts'
import { reading, type Sample, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, source, valueOf } from '../../source.ts'
import type { Rate, Seconds, Share } from '../../units.ts'
import { growth } from '../growth.ts'
import type { Hierarchy } from './hierarchies.ts'
import { type LookedAt, lookedAt } from './looked-at.ts'
import { dueOf, NO_TURN, type Turn } from './turns.ts'
import { cgroupMounts, type FoundGroup, type GroupFolder, type Walk, walk, walkSources } from './walk.ts'

/** A group with a CPU quota of its own, and what the quota did since the last look. */
export interface Quota {
  /** Raw. */
  readonly path: string
  /** Its cpu.stat. */
  readonly file: string
  readonly version: 1 | 2
  /** CPUs it may use. */
  readonly cpus: number
  /** CPUs it and those below it used; null: no controller counts it. */
  readonly used: number | null
  /** Seconds its tasks were kept from running, a second; summed over CPUs. */
  readonly held: Rate<'s'>
  /** Of what it wanted (used and held) it was denied so much; where use is not counted, at least. */
  readonly denied: Share
  readonly periods: Rate<'period'>
}

/** A limit is set seldom; that a folder of cgroups has changed waits so long too, unless their number tells. */
const SELDOM = 30
/** While tasks wait for a CPU a limit may be what they wait for: seconds, and more of them the more groups there are. */
const WAITED = 5
/** Of the time some task had no CPU, by PSI: threads that a quota holds back count. */
const WAITING = 0.1
/** So many new groups are read whole at once; more of them come depth by depth, as at the start. */
const MOST_NEW = 20

/** Groups with a quota; two looks are needed. Null: not known yet. */
export function quotas(samples: Samples): readonly Quota[] | null {
  const { groups, next } = walk(samples)
  if (groups.length === 0 || !samples.before) return null
  const limited = groups.filter((group) => limitOf(samples, group) !== null)
  // Groups come and go all the time: only at the start most of them are still to be found.
  if (limited.length === 0) return next.length > groups.length || refusedOf(samples, groups) ? null : []
  const known = limited.flatMap((group) => quotaOf(samples, group) ?? [])
  return known.length === 0 ? null : known
}

/** Why none are known, where that is not for want of another look. */
export function quotasMissing(samples: Samples): Missing | null {
  const { hierarchies, groups } = walk(samples)
  if (groups.length > 0) return refusedOf(samples, groups)
  if (hierarchies.length === 0)
    return {
      missing: 'absent',
      source: cgroupMounts.path,
      why: 'no cgroup hierarchy is mounted here',
      remedy: 'mount it: mount -t cgroup2 cgroup2 /sys/fs/cgroup',
    }
  const tops = hierarchies.flatMap(({ at }) => samples.after.files.get(`${at}/`) ?? [])
  return tops.filter(isMissing).find(({ missing }) => missing !== 'pending') ?? null
}

/** That limits and counters may not be read; one that is not there is of a group that was removed. */
function refusedOf({ after }: Samples, groups: readonly FoundGroup[]): Missing | null {
  for (const group of groups)
    for (const file of [...limitFiles(group, SELDOM), ...counterFiles(group)]) {
      const found = reading(after, file)
      if (isMissing(found) && found.missing === 'denied') return found
    }
  return null
}

/** Null: all groups are looked at. */
export function quotaGroups(samples: Samples, turn: Turn): LookedAt | null {
  const found = walk(samples)
  const hierarchy = quotaHierarchy(found)
  // V1 counts those outside of this container too.
  const isCounted = hierarchy && (hierarchy.version === 2 || hierarchy.root === '/')
  return lookedAt(found, samples.after.at, turn, isCounted ? countIn(samples.after, hierarchy) : null)
}

/** Folders and limits seldom, counters only of groups that have a limit; a group that is new is read whole at once. */
export function quotaSources(samples: Samples | null, turn: Turn = NO_TURN): readonly Source<unknown>[] {
  const found = samples ? walk(samples) : null
  const every = samples && found && isOneNew(samples, found) ? 0 : SELDOM
  const due = samples && found ? dueOf(found, samples.after.at, turn) : { groups: [], folders: walkSources(null) }
  const folders = due.folders.map((list) =>
    list.path === cgroupMounts.path ? list : source(list.path, list.parse, Math.max(list.every, every)),
  )
  const counts = found ? countSources(found) : []
  if (!samples || !found) return [...folders, cpuPressure]
  const limitsEvery = isWaited(samples) ? Math.min(SELDOM, WAITED + due.groups.length / 50) : SELDOM
  const files = due.groups.flatMap((group) => [
    ...limitFiles(group, limitsEvery),
    ...(limitOf(samples, group) === null ? [] : counterFiles(group)),
  ])
  return [...folders, ...counts, cpuPressure, ...files, ...newFiles(found)]
}

function isWaited({ after }: Samples): boolean {
  return (valueOf(reading(after, cpuPressure))?.some?.avg10 ?? 0) >= WAITING
}

/** The hierarchy whose groups may have a quota. */
function quotaHierarchy({ hierarchies }: Walk): Hierarchy | null {
  return (
    hierarchies.find(({ controllers }) => controllers.includes('cpu')) ??
    hierarchies.find(({ version }) => version === 2) ??
    null
  )
}

/** How many groups there are costs one small file: a v1 hierarchy has its line in /proc/cgroups, v2 its cgroup.stat. */
function countSources(found: Walk): readonly Source<unknown>[] {
  const hierarchy = quotaHierarchy(found)
  if (!hierarchy) return []
  return hierarchy.version === 1 ? [v1Counts] : [v2Counts(hierarchy)]
}

const v1Counts = source(cgroupControllers.path, cgroupControllers.parse)

function v2Counts({ at }: Hierarchy): Source<ReadonlyMap<string, number>> {
  return source(`${at}/cgroup.stat`, (file) => flatKeyed('cgroup.stat', file))
}

/**
 * V2 says how many groups are there: more or fewer than were found. V1 counts those outside of this container and those that are removed
 * as well: there it tells by its change since they were listed. Where groups have their turns, their number tells nothing.
 */
function isOneNew({ after }: Samples, found: Walk): boolean {
  const hierarchy = quotaHierarchy(found)
  const there = hierarchy && countIn(after, hierarchy)
  if (!hierarchy || there === null || found.isCrowded) return false
  const own = found.groups.flatMap(({ folders }) => folders.filter((one) => one.hierarchy === hierarchy))
  const was = hierarchy.version === 2 ? own.length : countAsListed(own, hierarchy, there)
  return found.next.length === 0 && there !== was
}

/** How many there were when the first folder was listed, by that list: it is the same one until it is read again. */
const countAt = new WeakMap<ReadonlySet<string>, number>()

function countAsListed(own: readonly GroupFolder[], { at }: Hierarchy, there: number): number {
  const list = own.find(({ folder }) => folder === at)?.files
  if (list && !countAt.has(list)) countAt.set(list, there)
  return (list && countAt.get(list)) ?? there
}

function countIn(sample: Sample, hierarchy: Hierarchy): number | null {
  if (hierarchy.version === 1)
    return valueOf(reading(sample, v1Counts))?.find(({ name }) => name === 'cpu')?.groups ?? null
  const below = valueOf(reading(sample, v2Counts(hierarchy)))?.get('nr_descendants')
  return below === undefined ? null : below + 1
}

/** Limits and counters of groups whose folder is about to be listed, so that they need no further look. */
function newFiles(found: Walk): readonly Source<unknown>[] {
  const hierarchy = quotaHierarchy(found)
  if (!hierarchy || found.next.length > MOST_NEW) return []
  const own = found.next.filter(({ path }) => path.startsWith(`${hierarchy.at}/`))
  return own.flatMap(({ path }): readonly Source<unknown>[] =>
    hierarchy.version === 2
      ? [source(`${path}cpu.max`, parseCpuMax, SELDOM), source(`${path}cpu.stat`, parseCpuStat)]
      : [
          source(`${path}cpu.cfs_quota_us`, parseNumber, SELDOM),
          source(`${path}cpu.cfs_period_us`, parseNumber, SELDOM),
          source(`${path}cpu.stat`, parseCpuStat),
        ],
  )
}

function quotaOf(samples: Samples, group: FoundGroup): Quota | null {
  const cpus = limitOf(samples, group)
  const stat = fileOf(group, 'cpu.stat', parseCpuStat)
  if (cpus === null || !stat) return null
  const periods = growth(samples, stat, (s) => s.periods)
  const usedUp = growth(samples, stat, (s) => s.throttledPeriods)
  const held = growth(samples, stat, (s) => s.throttled)
  if (periods === null || usedUp === null || held === null) return null
  const usage =
    growth(samples, stat, (s) => s.usage) ?? growth(samples, fileOf(group, 'cpuacct.usage', parseNumber), (ns) => ns)
  const used = usage === null ? null : usage / 1e9
  // It used no more than its quota: held of that and of what it was kept from is the least it was denied.
  const wanted = (used ?? cpus) + held / 1e9
  const denied = usedUp > 0 && wanted > 0 ? held / 1e9 / wanted : 0
  const version = fileOf(group, 'cpu.max', parseCpuMax) ? 2 : 1
  return { path: group.path, file: stat.path, version, cpus, used, held: held / 1e9, denied, periods }
}

/** CPUs; null: it has no limit of its own. */
function limitOf({ after }: Samples, group: FoundGroup): number | null {
  const of = <T>(file: Source<T> | null) => (file ? valueOf(reading(after, file)) : null)
  const max = of(fileOf(group, 'cpu.max', parseCpuMax))
  if (max) return Number.isFinite(max.quota) ? max.quota / max.period : null
  const quota = of(fileOf(group, 'cpu.cfs_quota_us', parseNumber))
  const period = of(fileOf(group, 'cpu.cfs_period_us', parseNumber))
  return quota !== null && period !== null && quota > 0 && period > 0 ? quota / period : null
}

function limitFiles(group: FoundGroup, every: Seconds): readonly Source<unknown>[] {
  return [
    fileOf(group, 'cpu.max', parseCpuMax),
    fileOf(group, 'cpu.cfs_quota_us', parseNumber),
    fileOf(group, 'cpu.cfs_period_us', parseNumber),
  ].flatMap((file): readonly Source<unknown>[] => (file ? [{ ...file, every }] : []))
}

function counterFiles(group: FoundGroup): readonly Source<unknown>[] {
  const files = [fileOf(group, 'cpu.stat', parseCpuStat), fileOf(group, 'cpuacct.usage', parseNumber)]
  return files.filter((file) => file !== null)
}

/** In the hierarchy that has a quota; v2 mounted beside v1 has a cpu.stat without periods. */
function fileOf<T>({ folders }: FoundGroup, name: string, parse: (file: Buffer) => T): Source<T> | null {
  const limits = ['cpu.cfs_quota_us', 'cpu.max']
  const place =
    folders.find(({ files }) => files.has(name) && limits.some((limit) => files.has(limit))) ??
    folders.find(({ files }) => files.has(name))
  return place ? source(`${place.folder}/${name}`, parse) : null
}
