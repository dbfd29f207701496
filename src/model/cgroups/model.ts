import type { CpuMax } from '../../parse/cgroup/cpu-max.ts'
import type { Pressure } from '../../parse/pressure.ts'
import { seconds } from '../../rates.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import type { Bytes, Rate, Seconds, Share } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { growth, stamped } from '../growth.ts'
import type { Model } from '../model.ts'
import { FILES, GroupFiles, type Kind } from './files.ts'
import { type Layout, layoutOf } from './hierarchies.ts'
import { dueOf, groupsRound, type Turn } from './turns.ts'
import { type FoundGroup, MOST_GROUPS, walk, walkSources } from './walk.ts'

/** What a group and those below it use, and what it may. Null: its kernel does not count it, or not known yet. */
export interface Group {
  /** Raw, from the root of the reader's cgroup namespace. */
  readonly path: string
  readonly depth: number
  /** CPUs it used: 1 is one CPU all the time. */
  readonly cpus: number | null
  /** CPUs it may use; Infinity: no quota of its own. */
  readonly quota: number | null
  /** Of the periods in which it ran, how many ended with the quota used up. */
  readonly throttled: Share | null
  /** Seconds its tasks were kept waiting, a second; summed over CPUs. */
  readonly throttledTime: Rate<'s'> | null
  readonly memory: Bytes | null
  /** Without the page cache that has not been used lately: what a limit bites into, kubelet's working set. */
  readonly workingSet: Bytes | null
  readonly inactiveFile: Bytes | null
  readonly memoryMax: Bytes | null
  /** V2: beyond it the group is slowed and reclaimed. */
  readonly memoryHigh: Bytes | null
  readonly swap: Bytes | null
  readonly swapMax: Bytes | null
  /** Since the group was made: it ran into memory.max (v1: memory.failcnt), into memory.high, and processes were killed. */
  readonly maxEvents: number | null
  readonly highEvents: number | null
  readonly oomKills: number | null
  readonly read: Rate<'B'> | null
  readonly written: Rate<'B'> | null
  readonly pids: number | null
  readonly pidsMax: number | null
  /** 10 s averages of tasks of the group that waited. */
  readonly pressure: { readonly cpu: Stalls | null; readonly memory: Stalls | null; readonly io: Stalls | null }
}

export interface Stalls {
  readonly some: Share | null
  readonly full: Share | null
}

export interface Cgroups {
  readonly layout: Layout
  /** V1 controllers that are mounted. */
  readonly controllers: readonly string[]
  /** Where there are too many for one look, those whose turn it is. */
  readonly groups: readonly Group[]
  /** Groups that are known and not among them. */
  readonly left: number
  /** Until all of them had their turn; 0: they are all there. */
  readonly round: Seconds
  /** Some were found and not yet read. */
  readonly pending: boolean
}

export const cgroups: Model<Cgroups> = {
  sources: [],
  of: (samples) => cgroupsOf(samples),
}

/** Also what is read next follows from it. */
const cgroupsOf = byTable((samples: Samples): Cgroups => {
  const found = walk(samples)
  const { after } = samples
  const count = Math.min(found.groups.length, MOST_GROUPS)
  const files = found.groups.map((group) => ({ group, files: new GroupFiles(group, count) }))
  const read = found.isCrowded ? files.filter((one) => one.files.all.some(({ path }) => after.files.has(path))) : files
  return {
    layout: layoutOf(found.hierarchies),
    controllers: [...new Set(found.hierarchies.flatMap(({ controllers }) => controllers))],
    groups: read.map((one) => groupOf(samples, one.group, one.files)),
    left: found.isCrowded ? found.known.size - read.length : 0,
    round: groupsRound(found, turnOf(samples)),
    pending: found.next.length > 0,
  }
})

/**
 * Which groups there are is known depth by depth; their files once their folder was listed. Where there are too many for one look they
 * have their turns, but for those that are `kept` (the first before the others).
 */
export function cgroupSources(
  samples: Samples | null,
  kept: (groups: readonly Group[]) => readonly Group[] = () => [],
): readonly Source<unknown>[] {
  if (!samples) return walkSources(null)
  const found = walk(samples)
  const stay = found.isCrowded ? kept(cgroupsOf(samples).groups).map(({ path }) => path) : []
  const { groups, folders } = dueOf(found, samples.after.at, { ...turnOf(samples), stay })
  return [...folders, ...groups.flatMap((group) => new GroupFiles(group, groups.length).all)]
}

function turnOf({ after, before }: Samples): Turn {
  return { pace: before ? seconds(before.at, after.at) : 0, stay: [] }
}

function groupOf(samples: Samples, group: FoundGroup, files: GroupFiles): Group {
  const value = <T>(kind: Kind<T>) => stamped(samples.after, files.of(kind))?.value ?? null
  const grown = <T>(file: Source<T> | null, of: (record: T) => number | undefined): number | null =>
    growth(samples, file, of)
  const memory = value(FILES.memoryCurrent) ?? value(FILES.v1MemoryUsage)
  const stat = value(FILES.memoryStat)
  const events = value(FILES.memoryEvents)
  const inactiveFile = stat?.inactiveFile ?? null
  const periods = grown(files.of(FILES.cpuStat), (s) => s.periods)
  const usedUp = grown(files.of(FILES.cpuStat), (s) => s.throttledPeriods)
  // Beside the hierarchies of v1 that of v2 may have the time of the same group.
  const usage = grown(files.of(FILES.v1Usage), (ns) => ns) ?? grown(files.unified(FILES.cpuStat), (s) => s.usage)
  const pressure = (kind: Kind<Pressure>) => stalls(value(kind))
  return {
    path: group.path,
    depth: group.depth,
    cpus: perSecond(usage),
    quota: quotaOf(value(FILES.cpuMax), value(FILES.v1Quota), value(FILES.v1Period)),
    throttled: periods === null || usedUp === null ? null : periods === 0 ? 0 : usedUp / periods,
    throttledTime: perSecond(grown(files.of(FILES.cpuStat), (s) => s.throttled)),
    memory,
    inactiveFile,
    workingSet: memory === null || inactiveFile === null ? null : Math.max(0, memory - inactiveFile),
    memoryMax: value(FILES.memoryMax) ?? value(FILES.v1MemoryLimit),
    memoryHigh: value(FILES.memoryHigh),
    swap: value(FILES.swapCurrent) ?? stat?.all.get('total_swap') ?? null,
    swapMax: value(FILES.swapMax),
    maxEvents: events?.max ?? value(FILES.v1MemoryFailures),
    highEvents: events?.high ?? null,
    oomKills: events?.oomKill ?? value(FILES.v1OomControl)?.oomKill ?? null,
    read:
      grown(files.of(FILES.ioStat), (s) => onAll(s, ({ readBytes }) => readBytes)) ??
      grown(files.of(FILES.v1Io), (s) => onAll(s, ({ read }) => read)),
    written:
      grown(files.of(FILES.ioStat), (s) => onAll(s, ({ writeBytes }) => writeBytes)) ??
      grown(files.of(FILES.v1Io), (s) => onAll(s, ({ write }) => write)),
    pids: value(FILES.pidsCurrent),
    pidsMax: value(FILES.pidsMax),
    pressure: {
      cpu: pressure(FILES.cpuPressure),
      memory: pressure(FILES.memoryPressure),
      io: pressure(FILES.ioPressure),
    },
  }
}

/** On all devices together. */
function onAll<T>(devices: ReadonlyMap<string, T>, of: (done: T) => number): number {
  let sum = 0
  for (const done of devices.values()) sum += of(done)
  return sum
}

/** Of nanoseconds. */
function perSecond(ns: number | null): number | null {
  return ns === null ? null : ns / 1e9
}

/** −1 in v1: none. */
function quotaOf(max: CpuMax | null, quota: number | null, period: number | null): number | null {
  if (max) return max.quota / max.period
  if (quota === null || period === null || period <= 0) return null
  return quota < 0 ? Number.POSITIVE_INFINITY : quota / period
}

function stalls(pressure: Pressure | null): Stalls | null {
  return pressure && { some: pressure.some?.avg10 ?? null, full: pressure.full?.avg10 ?? null }
}
