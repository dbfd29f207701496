import { parseCpuMax } from '../../parse/cgroup/cpu-max.ts'
import { type CpuStat, parseCpuStat } from '../../parse/cgroup/cpu-stat.ts'
import { type MemoryStat, parseMemoryStat } from '../../parse/cgroup/memory-stat.ts'
import { parseList } from '../../parse/list.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import { parseNumber } from '../../parse/number.ts'
import type { PidCgroup } from '../../parse/pid/cgroup.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, source, valueOf } from '../../source.ts'
import type { Bytes, Rate, Share } from '../../units.ts'
import { growth } from '../growth.ts'
import type { CpuQuota, EffectiveCpus } from '../load/effective.ts'
import { type CgroupFolder, type Controller, cgroupFolders } from './cgroup-folders.ts'
import { lookedFile } from './looked.ts'

/** What the cgroups of a process allow it. Of each list the process' own group comes first, then those above it. */
export interface CgroupLimits {
  readonly quotas: readonly CpuQuota[]
  /** CPUs its group may use; null: no cpuset controller there. */
  readonly cpuset: readonly number[] | null
  readonly memory: readonly Limited[]
  readonly pids: readonly Limited[]
  /** By its path: what a quota took away since the last sample. */
  readonly throttled: ReadonlyMap<string, Throttled>
  /** Refused or not understood. What a kernel or a root group has not is left out. */
  readonly missing: readonly Missing[]
}

export interface Limited {
  readonly path: string
  /** Infinity: no limit. */
  readonly limit: Bytes | number
  readonly used: Bytes | number | null
  /** Of memory: `used` without page cache that was not used lately, which gives way before the limit bites. Null: not told. */
  readonly workingSet?: Bytes | null
}

export interface Throttled {
  /** Of the periods in which it ran, how many ended with its quota used up. Null: not known yet, or it did not run. */
  readonly share: Share | null
  /** Seconds that its tasks were kept from running, a second; summed over CPUs. */
  readonly time: Rate<'s'> | null
}

const CONTROLLERS: readonly Controller[] = ['cpu', 'cpuset', 'memory', 'pids']

/** Which files these are is known once /proc/PID/cgroup and the mounts were read. */
export function cgroupSources(samples: Samples | null, pid: number): readonly Source<unknown>[] {
  const groups = lookedFile(samples, pid, 'cgroup')
  return samples && groups ? limitSources(samples, groups) : [mountinfo]
}

/** The same for groups that are known already. */
export function limitSources(samples: Samples, groups: readonly PidCgroup[]): readonly Source<unknown>[] {
  return [
    mountinfo,
    ...CONTROLLERS.flatMap((controller) => foldersOf(samples, groups, controller).flatMap(FILES[controller])),
  ]
}

/** What there is of them; a hierarchy that is not there limits nothing. */
export function cgroupLimits(samples: Samples, groups: readonly PidCgroup[] | null): CgroupLimits {
  const of = (controller: Controller) => (groups ? foldersOf(samples, groups, controller) : [])
  const [cpu, cpuset, memory, pids] = [of('cpu'), of('cpuset'), of('memory'), of('pids')]
  const now = <T>(from: Source<T>) => valueOf(reading(samples.after, from))
  return {
    quotas: cpu.flatMap((folder) => quotaOf(samples, folder)),
    cpuset: cpuset[0] ? now(cpusetFile(cpuset[0])) : null,
    memory: memory.flatMap((folder) =>
      limited(samples, folder, memoryMax(folder), memoryUsed(folder)).map((one) => ({
        ...one,
        workingSet: workingSetOf(one, now(memoryStat(folder))),
      })),
    ),
    pids: pids.flatMap((folder) => limited(samples, folder, pidsMax(folder), pidsUsed(folder))),
    throttled: new Map(cpu.map((folder) => [folder.path, throttledOf(samples, folder)])),
    missing: CONTROLLERS.flatMap((c) => of(c).flatMap(FILES[c])).flatMap((from) => {
      const found = reading(samples.after, from)
      return isMissing(found) && (found.missing === 'denied' || found.missing === 'malformed') ? [found] : []
    }),
  }
}

/** Of the periods of the quota that binds, those in which it was used up; where none binds, of the one that stopped it most. Null: not known. */
export function throttledShare({ throttled, quotas }: CgroupLimits, effective: EffectiveCpus | null): Share | null {
  if (effective?.by === 'quota' && effective.path !== null) return throttled.get(effective.path)?.share ?? null
  const limiting = quotas.filter(({ quotaUs }) => quotaUs !== Number.POSITIVE_INFINITY)
  const shares = limiting.flatMap(({ path }) => throttled.get(path)?.share ?? [])
  return shares.length > 0 ? Math.max(...shares) : limiting.length === 0 && quotas.length > 0 ? 0 : null
}

/** How near a limit is: of memory by what does not give way. Null: not known. */
export function limitShare({ limit, used, workingSet }: Limited): Share | null {
  const held = workingSet ?? used
  return held === null || limit <= 0 ? null : held / limit
}

/** The one that binds: the smallest limit. Null: no limit. */
export function binding(limits: readonly Limited[]): Limited | null {
  const [least] = limits.filter(({ limit }) => limit !== Number.POSITIVE_INFINITY).sort((a, b) => a.limit - b.limit)
  return least ?? null
}

function foldersOf(samples: Samples, groups: readonly PidCgroup[], controller: Controller): readonly CgroupFolder[] {
  return cgroupFolders(groups, valueOf(reading(samples.after, mountinfo)), controller)
}

type File<T> = (folder: CgroupFolder) => Source<T>

const named = (folder: CgroupFolder, two: string, one: string) => `${folder.folder}/${folder.version === 2 ? two : one}`
const cpuMax: File<{ readonly quota: number; readonly period: number }> = ({ folder }) =>
  source(`${folder}/cpu.max`, parseCpuMax)
const cfsQuota: File<number> = ({ folder }) => source(`${folder}/cpu.cfs_quota_us`, parseNumber)
const cfsPeriod: File<number> = ({ folder }) => source(`${folder}/cpu.cfs_period_us`, parseNumber)
const cpuStat: File<CpuStat> = ({ folder }) => source(`${folder}/cpu.stat`, parseCpuStat)
const cpusetFile: File<readonly number[]> = (at) =>
  source(named(at, 'cpuset.cpus.effective', 'cpuset.effective_cpus'), parseList)
const memoryMax: File<number> = (at) => source(named(at, 'memory.max', 'memory.limit_in_bytes'), parseNumber)
const memoryUsed: File<number> = (at) => source(named(at, 'memory.current', 'memory.usage_in_bytes'), parseNumber)
const memoryStat: File<MemoryStat> = ({ folder }) => source(`${folder}/memory.stat`, parseMemoryStat)
const pidsMax: File<number> = ({ folder }) => source(`${folder}/pids.max`, parseNumber)
const pidsUsed: File<number> = ({ folder }) => source(`${folder}/pids.current`, parseNumber)

const FILES: Readonly<Record<Controller, (folder: CgroupFolder) => readonly Source<unknown>[]>> = {
  cpu: (at) => (at.version === 2 ? [cpuMax(at), cpuStat(at)] : [cfsQuota(at), cfsPeriod(at), cpuStat(at)]),
  cpuset: (at) => [cpusetFile(at)],
  memory: (at) => [memoryMax(at), memoryUsed(at), memoryStat(at)],
  pids: (at) => [pidsMax(at), pidsUsed(at)],
}

function quotaOf({ after }: Samples, folder: CgroupFolder): readonly CpuQuota[] {
  const { path } = folder
  if (folder.version === 2) {
    const max = valueOf(reading(after, cpuMax(folder)))
    return max ? [{ path, quotaUs: max.quota * 1e6, periodUs: max.period * 1e6 }] : []
  }
  const quota = valueOf(reading(after, cfsQuota(folder)))
  const period = valueOf(reading(after, cfsPeriod(folder)))
  if (quota === null || period === null) return []
  return [{ path, quotaUs: quota < 0 ? Number.POSITIVE_INFINITY : quota, periodUs: period }]
}

function limited(
  { after }: Samples,
  { path }: CgroupFolder,
  max: Source<number>,
  used: Source<number>,
): readonly Limited[] {
  const limit = valueOf(reading(after, max))
  return limit === null ? [] : [{ path, limit, used: valueOf(reading(after, used)) }]
}

/** The two are read one after the other. */
function workingSetOf({ used }: Limited, stat: MemoryStat | null): Bytes | null {
  const cache = stat?.inactiveFile
  return used === null || cache === undefined ? null : Math.max(0, used - cache)
}

function throttledOf(samples: Samples, folder: CgroupFolder): Throttled {
  const file = cpuStat(folder)
  const periods = growth(samples, file, (stat) => stat.periods)
  const throttled = growth(samples, file, (stat) => stat.throttledPeriods)
  const time = growth(samples, file, (stat) => stat.throttled)
  return {
    share: periods === null || throttled === null ? null : periods === 0 ? 0 : throttled / periods,
    time: time === null ? null : time / 1e9,
  }
}
