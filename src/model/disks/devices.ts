import { type DiskFiles, diskFiles, diskSize, disks, partitionSize } from '../../parse/block/disk.ts'
import { type DiskStat, diskstats } from '../../parse/diskstats.ts'
import { seconds } from '../../rates.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import type { Model } from '../model.ts'
import { diskOf, isLeaf, isThere, isVirtual, type Kind, kindOf, transportOf } from './kinds.ts'
import { type DiskRates, diskRates } from './rates.ts'

/** A disk, a partition, or a device made of others. What the kernel does not say is null. */
export interface Device {
  readonly name: string
  /** `major:minor`. */
  readonly number: string
  /** Of the device mapper: what it was named. */
  readonly alias: string | null
  readonly kind: Kind
  /** Of a partition: its disk. */
  readonly disk: string | null
  /** What it is made of: names. */
  readonly slaves: readonly string[]
  /** Those at the end of that, which do the work; itself where it is one. */
  readonly leaves: readonly string[]
  readonly now: DiskStat
  readonly rates: DiskRates
  readonly size: Bytes | null
  readonly transport: string | null
  readonly isVirtual: boolean
  readonly model: string | null
  /** As the driver says, and of a virtual disk as its host made it say. */
  readonly rotational: boolean | null
  /** Null: it has none, and its requests go on to what it is made of. */
  readonly scheduler: string | null
  readonly schedulers: readonly string[]
  /** Requests a scheduler (or a hardware queue without one) may hold. */
  readonly queueDepth: number | null
  readonly hardwareQueues: number | null
  readonly readAhead: Bytes | null
  /** Latency that writeback is throttled to keep, in µs; 0: off. */
  readonly wbtLatUsec: number | null
  readonly blockSize: Bytes | null
  readonly readOnly: boolean | null
  /** dmsetup suspend: every request waits until it is resumed. Null: the device mapper did not tell. */
  readonly suspended: boolean | null
  /** RAID: its level, and how many members it lacks. */
  readonly raid: { readonly level: string; readonly degraded: number | null } | null
  /** Of a loop device. */
  readonly file: string | null
}

/** All devices that can hold data or ever did something, in the kernel's order. */
export const devices: Model<readonly Device[]> = {
  sources: [diskstats, disks],
  of(samples) {
    const now = reading(samples.after, diskstats)
    if (isMissing(now)) return []
    const links = new Map(
      (valueOf(reading(samples.after, disks)) ?? []).map(({ name, target }) => [plain(name), target]),
    )
    const whole = new Set(links.keys())
    const was = samples.before && reading(samples.before, diskstats)
    const earlier = was && !isMissing(was) ? new Map(was.value.map((stat) => [stat.name, stat])) : null
    const dt = was && !isMissing(was) ? seconds(was.at, now.at) : 0
    const found = now.value.flatMap((stat) => {
      const disk = whole.has(stat.name) ? null : diskOf(stat.name, whole)
      const device = deviceOf(samples, stat, disk, links.get(stat.name))
      const before = earlier?.get(stat.name) ?? null
      const everUsed = stat.reads.done + stat.writes.done + stat.inFlight > 0
      return isThere(device.size, everUsed || device.kind === 'dm')
        ? [{ ...device, rates: diskRates(before, stat, dt) }]
        : []
    })
    const byName = new Map(found.map((device) => [device.name, device]))
    return found.map((device) => ({ ...device, leaves: leavesOf(device, byName, 0) }))
  },
}

/** Which files there are to ask for is known once the list of disks was read: first how large each is, then the rest of those that hold data. */
export function deviceSources(samples: Samples | null): readonly Source<unknown>[] {
  const names = ((samples && valueOf(reading(samples.after, disks))) ?? []).map(({ name }) => plain(name))
  const stats = (samples && valueOf(reading(samples.after, diskstats))) ?? []
  const used = new Set(stats.filter(({ reads, writes }) => reads.done + writes.done > 0).map(({ name }) => name))
  const whole = new Set(names)
  const parts = stats.flatMap(({ name }): readonly Source<unknown>[] => {
    const disk = whole.has(name) ? null : diskOf(name, whole)
    return disk === null ? [] : [partitionSize(disk, name)]
  })
  return [
    ...devices.sources,
    ...parts,
    ...names.flatMap((name): readonly Source<unknown>[] => {
      const size = diskSize(name)
      const known = samples && valueOf(reading(samples.after, size))
      const there = isThere(known, used.has(name) || name.startsWith('dm-'))
      return there ? [size, ...filesOf(name)] : [size]
    }),
  ]
}

/** Only what a device of this kind can have. */
function filesOf(name: string): readonly Source<unknown>[] {
  const { dmName, dmUuid, dmSuspended, mdLevel, mdDegraded, loopFile, slaves, model, vendor, ...all } = diskFiles(name)
  const kind = kindOf(name, null)
  return [
    ...Object.values(all),
    ...(kind === 'dm' ? [dmName, dmUuid, dmSuspended, slaves] : []),
    ...(kind === 'raid' ? [mdLevel, mdDegraded, slaves] : []),
    ...(kind === 'loop' ? [loopFile] : []),
    ...(isLeaf(kind) ? [model, vendor] : []),
  ]
}

function deviceOf(
  samples: Samples,
  now: DiskStat,
  disk: string | null,
  link: string | undefined,
): Omit<Device, 'rates'> {
  const files: DiskFiles = diskFiles(disk ?? now.name)
  const read = <T>(source: Source<T>): T | null => valueOf(reading(samples.after, source))
  const own = <T>(source: Source<T>): T | null => (disk === null ? read(source) : null)
  const scheduler = read(files.scheduler)
  const rotational = read(files.rotational)
  const readOnly = own(files.readOnly)
  const transport = transportOf(link)
  const level = own(files.mdLevel)
  const model =
    [own(files.vendor), own(files.model)].flatMap((word) => (word && !/^0x/.test(word) ? word.trim() : [])).join(' ') ||
    null
  return {
    name: now.name,
    number: `${now.major}:${now.minor}`,
    alias: own(files.dmName),
    kind: disk === null ? kindOf(now.name, own(files.dmUuid)) : 'part',
    disk,
    slaves: own(files.slaves)?.map(({ name }) => plain(name)) ?? [],
    leaves: [],
    now,
    size: read(disk === null ? diskSize(now.name) : partitionSize(disk, now.name)),
    transport,
    isVirtual: isVirtual(transport, model),
    model,
    rotational: isSet(rotational),
    scheduler: scheduler === null || scheduler.options.length < 2 ? null : scheduler.chosen,
    schedulers: scheduler?.options ?? [],
    queueDepth: read(files.nrRequests),
    hardwareQueues: read(files.queues)?.length ?? null,
    readAhead: kib(read(files.readAheadKb)),
    wbtLatUsec: read(files.wbtLatUsec),
    blockSize: read(files.logicalBlockSize),
    readOnly: isSet(readOnly),
    suspended: disk === null && now.name.startsWith('dm-') ? isSet(own(files.dmSuspended)) : false,
    raid: level === null ? null : { level, degraded: own(files.mdDegraded) },
    file: own(files.loopFile),
  }
}

function isSet(flag: number | null): boolean | null {
  return flag === null ? null : flag !== 0
}

function kib(amount: number | null): Bytes | null {
  return amount === null ? null : amount * 1024
}

/** Stacks are a few deep; one that comes back to itself would be a broken capture. */
const DEEPEST = 8

function leavesOf(
  device: Omit<Device, 'leaves'>,
  all: ReadonlyMap<string, Omit<Device, 'leaves'>>,
  depth: number,
): readonly string[] {
  const below = device.disk === null ? device.slaves : [device.disk]
  if (below.length === 0 || depth === DEEPEST) return [device.name]
  return [
    ...new Set(
      below.flatMap((name) => {
        const next = all.get(name)
        return next ? leavesOf(next, all, depth + 1) : [name]
      }),
    ),
  ]
}

/** In sysfs a `!` stands for the `/` of a name. */
function plain(name: string): string {
  return name.replaceAll('!', '/')
}
