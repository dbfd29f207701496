import { parseBlkioLimit, parseIoMax } from '../../parse/cgroup/io-max.ts'
import { parseBlkioDevices, parseIoStat } from '../../parse/cgroup/io-stat.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import type { PidCgroup } from '../../parse/pid/cgroup.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import { growth } from '../growth.ts'
import { type CgroupFolder, cgroupFolders } from '../process/cgroup-folders.ts'
import type { Snapshot } from '../snapshot.ts'
import type { LookedAt } from './looked-at.ts'
import { NO_TURN, roundOf, type Turn, windowOf } from './turns.ts'

/** A limit of a cgroup on what it does on a device, and how much of it is used. */
export interface IoLimitUse {
  /** Of the cgroup, raw. */
  readonly path: string
  /** `major:minor`. */
  readonly device: string
  readonly of: 'bytes read' | 'bytes written' | 'reads' | 'writes'
  /** A second. */
  readonly limit: number
  readonly used: number
  readonly share: Share
  /** The file that sets it. */
  readonly file: string
}

/** Groups that are read at one look: each is up to six files. The others have their turn. */
const AT_ONCE = 64
/** Of them are kept for groups that stay. */
const STAYING = 16

/** Of the groups of these processes, and those above them. */
export function ioLimitSources(
  samples: Samples | null,
  processes: readonly Process[],
  turn: Turn = NO_TURN,
): readonly Source<unknown>[] {
  return [mountinfo, ...(samples ? dueFolders(samples, processes, turn).flatMap((folder) => filesOf(folder)) : [])]
}

/** Of those that were read, the fullest first. */
export function ioLimitUses(snapshot: Snapshot, processes: readonly Process[]): readonly IoLimitUse[] {
  const { samples } = snapshot
  return foldersOf(samples, processes)
    .flatMap((folder) => (folder.version === 2 ? usesOfTwo(samples, folder) : usesOfOne(samples, folder)))
    .sort((a, b) => b.share - a.share)
}

/** Null: all are looked at. */
export function ioGroupsLookedAt(samples: Samples, processes: readonly Process[], turn: Turn): LookedAt | null {
  const of = foldersOf(samples, processes).length
  const looked = dueFolders(samples, processes, turn).length
  return of <= AT_ONCE ? null : { looked, of, isLeast: false, round: roundOf(of, AT_ONCE - STAYING, turn.pace) }
}

function dueFolders(samples: Samples, processes: readonly Process[], { pace, stay }: Turn): readonly CgroupFolder[] {
  const all = foldersOf(samples, processes)
  if (all.length <= AT_ONCE) return all
  const staying = new Set(stay.slice(0, STAYING))
  const turn = windowOf(all, AT_ONCE - STAYING, samples.after.at, pace)
  return [...new Set([...turn, ...all.filter(({ path }) => staying.has(path))])]
}

const max = ({ folder }: CgroupFolder) => source(`${folder}/io.max`, parseIoMax, 10)
const done = ({ folder }: CgroupFolder) => source(`${folder}/io.stat`, parseIoStat)
const oneLimit = ({ folder }: CgroupFolder, name: string) =>
  source(`${folder}/blkio.throttle.${name}`, parseBlkioLimit, 10)
const oneDone = ({ folder }: CgroupFolder, name: string) =>
  source(`${folder}/blkio.throttle.${name}_recursive`, parseBlkioDevices)

/** File of the limit, file of what was done, which of it, and what that is. */
const KINDS = [
  ['read_bps_device', 'io_service_bytes', 'read', 'bytes read'],
  ['write_bps_device', 'io_service_bytes', 'write', 'bytes written'],
  ['read_iops_device', 'io_serviced', 'read', 'reads'],
  ['write_iops_device', 'io_serviced', 'write', 'writes'],
] as const

function filesOf(folder: CgroupFolder): readonly Source<unknown>[] {
  if (folder.version === 2) return [max(folder), done(folder)]
  return [
    ...KINDS.map(([name]) => oneLimit(folder, name)),
    oneDone(folder, 'io_service_bytes'),
    oneDone(folder, 'io_serviced'),
  ]
}

function foldersOf({ after }: Samples, processes: readonly Process[]): readonly CgroupFolder[] {
  const mounts = valueOf(reading(after, mountinfo))
  const found = new Map<string, CgroupFolder>()
  // The root has no limits.
  for (const groups of groupsOf(processes))
    for (const folder of cgroupFolders(groups, mounts, 'blkio'))
      if (folder.path !== '/') found.set(folder.folder, folder)
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1))
}

/** Those of many processes are mostly the same. */
function groupsOf(processes: readonly Process[]): Iterable<readonly PidCgroup[]> {
  const found = new Map<string, readonly PidCgroup[]>()
  for (const { more } of processes) {
    const groups = valueOf(more.cgroup)
    if (groups) found.set(groups.map(({ path }) => path).join('\n'), groups)
  }
  return found.values()
}

function usesOfTwo(samples: Samples, folder: CgroupFolder): readonly IoLimitUse[] {
  return (valueOf(reading(samples.after, max(folder))) ?? []).flatMap((limit) => {
    const { device } = limit
    const use = (of: IoLimitUse['of'], key: 'readBytes' | 'writeBytes' | 'reads' | 'writes') => {
      const used = growth(samples, done(folder), (all) => all.get(device)?.[key])
      return useOf(folder, device, of, limit[key], used, 'io.max')
    }
    return [
      ...use('bytes read', 'readBytes'),
      ...use('bytes written', 'writeBytes'),
      ...use('reads', 'reads'),
      ...use('writes', 'writes'),
    ]
  })
}

function usesOfOne(samples: Samples, folder: CgroupFolder): readonly IoLimitUse[] {
  return KINDS.flatMap(([name, counted, way, of]) =>
    [...(valueOf(reading(samples.after, oneLimit(folder, name))) ?? [])].flatMap(([device, limit]) => {
      const used = growth(samples, oneDone(folder, counted), (all) => all.get(device)?.[way])
      return useOf(folder, device, of, limit, used, `blkio.throttle.${name}`)
    }),
  )
}

function useOf(
  { path, folder }: CgroupFolder,
  device: string,
  of: IoLimitUse['of'],
  limit: number,
  used: number | null,
  file: string,
): readonly IoLimitUse[] {
  if (used === null || !(limit > 0) || limit === Number.POSITIVE_INFINITY) return []
  return [{ path, device, of, limit, used, share: used / limit, file: `${folder}/${file}` }]
}
