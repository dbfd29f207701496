import { parseCpuMax } from '../../parse/cgroup/cpu-max.ts'
import { parseCpuStat } from '../../parse/cgroup/cpu-stat.ts'
import { parseNumber } from '../../parse/number.ts'
import { rate, seconds } from '../../rates.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Source, type Stamped, source, valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { type FoundGroup, walk, walkSources } from './walk.ts'

/** A group with a CPU quota of its own, and what the quota did since the last look. */
export interface Quota {
  /** Raw. */
  readonly path: string
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

/** A limit is set seldom; that a folder of cgroups has changed waits so long too. */
const SELDOM = 30

/** Groups with a quota; two looks are needed. Null: not known yet. */
export function quotas(samples: Samples): readonly Quota[] | null {
  const { groups, next } = walk(samples)
  if (groups.length === 0 || !samples.before) return null
  const limited = groups.filter((group) => limitOf(samples, group) !== null)
  // Groups come and go all the time: only at the start most of them are still to be found.
  if (limited.length === 0) return next.length > groups.length ? null : []
  const known = limited.flatMap((group) => quotaOf(samples, group) ?? [])
  return known.length === 0 ? null : known
}

/** Folders and limits seldom, counters only of groups that have a limit. */
export function quotaSources(samples: Samples | null): readonly Source<unknown>[] {
  const found = samples ? walk(samples) : null
  const folders = walkSources(found).map(({ path, parse }) => source(path, parse, SELDOM))
  if (!samples || !found) return folders
  const files = found.groups.flatMap((group) => [
    ...limitFiles(group),
    ...(limitOf(samples, group) === null ? [] : counterFiles(group)),
  ])
  return [...folders, ...files]
}

function quotaOf({ after, before }: Samples, group: FoundGroup): Quota | null {
  const cpus = limitOf({ after, before }, group)
  const stat = fileOf(group, 'cpu.stat', parseCpuStat)
  const [was, now] = stat ? [before && stamped(before, stat), stamped(after, stat)] : [null, null]
  if (cpus === null || !was || !now) return null
  const dt = seconds(was.at, now.at)
  const [periods, usedUp, held] = [
    rate(was.value.periods, now.value.periods, dt),
    rate(was.value.throttledPeriods, now.value.throttledPeriods, dt),
    rate(was.value.throttled, now.value.throttled, dt),
  ]
  if (periods === null || usedUp === null || held === null) return null
  const usage = rate(was.value.usage, now.value.usage, dt) ?? v1Usage({ after, before }, group)
  const used = usage === null ? null : usage / 1e9
  // It used no more than its quota: held of that and of what it was kept from is the least it was denied.
  const wanted = (used ?? cpus) + held / 1e9
  const denied = usedUp > 0 && wanted > 0 ? held / 1e9 / wanted : 0
  return { path: group.path, cpus, used, held: held / 1e9, denied, periods }
}

function v1Usage({ after, before }: Samples, group: FoundGroup): number | null {
  const file = fileOf(group, 'cpuacct.usage', parseNumber)
  const [was, now] = file ? [before && stamped(before, file), stamped(after, file)] : [null, null]
  return was && now ? rate(was.value, now.value, seconds(was.at, now.at)) : null
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

function limitFiles(group: FoundGroup): readonly Source<unknown>[] {
  return [
    fileOf(group, 'cpu.max', parseCpuMax),
    fileOf(group, 'cpu.cfs_quota_us', parseNumber),
    fileOf(group, 'cpu.cfs_period_us', parseNumber),
  ].flatMap((file): readonly Source<unknown>[] => (file ? [{ ...file, every: SELDOM }] : []))
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

function stamped<T>(sample: Samples['after'], file: Source<T>): Stamped<T> | null {
  const found = sample.files.has(file.path) ? reading(sample, file) : null
  return found && !isMissing(found) ? found : null
}
