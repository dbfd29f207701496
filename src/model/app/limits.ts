import { type MemoryEvents, parseMemoryEvents } from '../../parse/cgroup/memory-events.ts'
import { type PidsEvents, parsePidsEvents } from '../../parse/cgroup/pids-events.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import { parseNumber } from '../../parse/number.ts'
import { type PidCgroup, parsePidCgroup } from '../../parse/pid/cgroup.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import { type CgroupFolder, cgroupFolders } from '../process/cgroup-folders.ts'
import { binding, type CgroupLimits, cgroupLimits, type Limited, limitSources } from '../process/cgroup-limits.ts'
import type { Service } from './service.ts'

/** What cgroups allow a service, and how often it ran into that since its group was made. Null: not counted here, or not known. */
export interface ServiceLimits {
  readonly all: CgroupLimits
  /** Raw; of the group it is in, where the memory controller is. */
  readonly path: string | null
  /** The limits that bind: of the group or one above it. */
  readonly memory: Limited | null
  readonly pids: Limited | null
  /** Times it ran into memory.max (v1: memory.failcnt), into memory.high, processes killed, and forks refused. */
  readonly maxEvents: number | null
  readonly highEvents: number | null
  readonly kills: number | null
  readonly forksRefused: number | null
}

/** Which files these are is known once the cgroups of its oldest process and the mounts were read. */
export function serviceLimitSources(samples: Samples | null, { anchor }: Service): readonly Source<unknown>[] {
  const groups = samples && valueOf(reading(samples.after, groupsFile(anchor.pid)))
  if (!samples || !groups) return [mountinfo, groupsFile(anchor.pid)]
  const [memory, pids] = [folderOf(samples, groups, 'memory'), folderOf(samples, groups, 'pids')]
  return [
    groupsFile(anchor.pid),
    ...limitSources(samples, groups),
    ...(memory ? (memory.version === 2 ? [memoryEvents(memory)] : [oomControl(memory), failures(memory)]) : []),
    ...(pids ? [pidsEvents(pids)] : []),
  ]
}

export function serviceLimits(samples: Samples, { anchor }: Service): ServiceLimits {
  const groups = valueOf(reading(samples.after, groupsFile(anchor.pid)))
  const all = cgroupLimits(samples, groups)
  const now = <T>(file: Source<T> | null) => (file ? valueOf(reading(samples.after, file)) : null)
  const memory = groups && folderOf(samples, groups, 'memory')
  const pids = groups && folderOf(samples, groups, 'pids')
  const old = memory?.version === 1
  const events = memory ? now(old ? oomControl(memory) : memoryEvents(memory)) : null
  return {
    all,
    path: memory?.path ?? null,
    memory: binding(all.memory),
    pids: binding(all.pids),
    maxEvents: old ? now(failures(memory)) : (events?.max ?? null),
    highEvents: events?.high ?? null,
    kills: events?.oomKill ?? null,
    forksRefused: pids ? (now(pidsEvents(pids))?.max ?? null) : null,
  }
}

/** Its own group; the root has none of these files. */
function folderOf(samples: Samples, groups: readonly PidCgroup[], controller: 'memory' | 'pids'): CgroupFolder | null {
  const [own] = cgroupFolders(groups, valueOf(reading(samples.after, mountinfo)), controller)
  return own && own.path !== '/' ? own : null
}

const groupsFile = (pid: number): Source<readonly PidCgroup[]> => source(`/proc/${pid}/cgroup`, parsePidCgroup)
const memoryEvents = ({ folder }: CgroupFolder): Source<MemoryEvents> =>
  source(`${folder}/memory.events`, parseMemoryEvents)
const oomControl = ({ folder }: CgroupFolder): Source<MemoryEvents> =>
  source(`${folder}/memory.oom_control`, parseMemoryEvents)
const failures = ({ folder }: CgroupFolder): Source<number> => source(`${folder}/memory.failcnt`, parseNumber)
const pidsEvents = ({ folder }: CgroupFolder): Source<PidsEvents> => source(`${folder}/pids.events`, parsePidsEvents)
