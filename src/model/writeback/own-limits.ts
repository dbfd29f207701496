import { parseMemoryStat } from '../../parse/cgroup/memory-stat.ts'
import { parseFolder } from '../../parse/folder.ts'
import { type Mount, mountinfo } from '../../parse/mountinfo.ts'
import { parseNumber } from '../../parse/number.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Sample, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { type CgroupFolder, cgroupFolders } from '../process/cgroup-folders.ts'
import { inTurn } from '../process/in-turn.ts'
import type { Snapshot } from '../snapshot.ts'
import { writeback } from './model.ts'

/**
 * What may hold writers back while the whole machine has little dirty data. A cgroup of v2 with a limit of memory has thresholds
 * of its own, the vm.dirty_ratio of what it could cache; a device or mount with strict_limit (FUSE) has its share of the machine's.
 * Kernel: mm/page-writeback.c mdtc_calc_avail(), strictlimit; Documentation/ABI/testing/sysfs-class-bdi
 */
export interface OwnLimit {
  readonly kind: 'cgroup' | 'mount'
  /** Raw. */
  readonly name: string
  /** Dirty and being written; null: the kernel does not tell of a device. */
  readonly waiting: Bytes | null
  /** From here on its writers pause, about. */
  readonly from: Bytes | null
  readonly file: string
}

/** So many groups, and devices, are read at one look; the others have their turn. */
const MOST = 32
const SELDOM = 30

/** Of the groups of these processes and those above them, and of all devices that are mounted, in turns. */
export function ownLimitSources(samples: Samples | null, writers: readonly Process[]): readonly Source<unknown>[] {
  if (!samples) return [mountinfo, devices]
  const groups = inTurn(foldersOf(samples.after, writers), MOST, samples)
  const all = devicesOf(samples.after)
  // FUSE has a limit of its own by default, others where somebody set it: what has none must not delay what has.
  const isFuse = ({ mount }: Device) => mount.type.startsWith('fuse')
  const own = inTurn(all.filter(isFuse), MOST, samples)
  const others = inTurn(
    all.filter((device) => !isFuse(device)),
    MOST,
    samples,
  )
  return [
    mountinfo,
    devices,
    ...groups.flatMap((folder) => Object.values(filesOf(folder))),
    ...[...own, ...others].flatMap(({ name }) => Object.values(deviceFiles(name))),
  ]
}

/** The fullest group first, then devices: of these nobody can tell which one a thread writes to. */
export function ownLimits(snapshot: Snapshot, writers: readonly Process[]): readonly OwnLimit[] {
  const { after } = snapshot.samples
  const groups = foldersOf(after, writers).flatMap((folder) => groupLimit(snapshot, folder))
  const full = ({ waiting, from }: OwnLimit) => (waiting !== null && from !== null && from > 0 ? waiting / from : 0)
  // A group that is half full pauses nobody.
  const near = groups.filter((one) => full(one) >= NEAR).sort((a, b) => full(b) - full(a))
  return [...near, ...devicesOf(after).flatMap((device) => deviceLimit(snapshot, device))]
}

/** What is dirty and where pauses begin are both read some ms apart, and worked out with what a group could cache. */
const NEAR = 0.5

const devices = source('/sys/class/bdi/', parseFolder, SELDOM)

function filesOf({ folder }: CgroupFolder) {
  return {
    max: source(`${folder}/memory.max`, parseNumber, SELDOM),
    high: source(`${folder}/memory.high`, parseNumber, SELDOM),
    current: source(`${folder}/memory.current`, parseNumber),
    stat: source(`${folder}/memory.stat`, parseMemoryStat),
  }
}

function deviceFiles(name: string) {
  return {
    strict: source(`/sys/class/bdi/${name}/strict_limit`, parseNumber, SELDOM),
    ratio: source(`/sys/class/bdi/${name}/max_ratio`, parseNumber, SELDOM),
  }
}

/** V1 counts no dirty data for each group. */
function foldersOf(sample: Sample, writers: readonly Process[]): readonly CgroupFolder[] {
  const mounts = valueOf(reading(sample, mountinfo))
  const all = writers.flatMap(({ more }) => cgroupFolders(valueOf(more.cgroup) ?? [], mounts, 'memory'))
  const own = all.filter(({ version, path }) => version === 2 && path !== '/')
  return [...new Map(own.map((folder) => [folder.folder, folder])).values()]
}

interface Device {
  readonly name: string
  readonly mount: Mount
}

/** Those that something is mounted from: of others nobody could say whose limit it is. */
function devicesOf(sample: Sample): readonly Device[] {
  const mounts = new Map<string, Mount>()
  for (const mount of valueOf(reading(sample, mountinfo)) ?? [])
    if (!mounts.has(mount.device)) mounts.set(mount.device, mount)
  return (valueOf(reading(sample, devices)) ?? []).flatMap(({ name }) => {
    // FUSE on a block device has a name of its own beside that of the device: fs/fuse/inode.c fuse_bdi_init().
    const mount = mounts.get(name.replace(/-fuseblk$/, ''))
    return mount ? [{ name, mount }] : []
  })
}

function groupLimit(snapshot: Snapshot, folder: CgroupFolder): readonly OwnLimit[] {
  const { after } = snapshot.samples
  const files = filesOf(folder)
  const [max, high, current] = [files.max, files.high, files.current].map((file) => valueOf(reading(after, file)))
  const stat = valueOf(reading(after, files.stat))
  const limit = Math.min(max ?? Number.POSITIVE_INFINITY, high ?? Number.POSITIVE_INFINITY)
  const dirty = stat?.all.get('file_dirty')
  const share = pauseShare(snapshot)
  if (!stat || limit === Number.POSITIVE_INFINITY || current == null || dirty === undefined) return []
  const cache = (stat.inactiveFile ?? 0) + (stat.activeFile ?? 0)
  const from = share === null ? null : share * (cache + Math.max(0, limit - current))
  const waiting = dirty + (stat.all.get('file_writeback') ?? 0)
  return [{ kind: 'cgroup', name: folder.path, waiting, from, file: `${folder.folder}/memory.stat file_dirty` }]
}

/** Of what could be cached: half way between the two ratios; null: bytes are set, which a group is given in proportion. */
function pauseShare(snapshot: Snapshot): number | null {
  const { ratio, backgroundRatio } = snapshot.get(writeback).settings
  return ratio && backgroundRatio ? (ratio + backgroundRatio) / 200 : null
}

/** At most its share of the machine's limit, and less where it is slow beside others. */
function deviceLimit(snapshot: Snapshot, { name, mount }: Device): readonly OwnLimit[] {
  const { after } = snapshot.samples
  const { strict, ratio } = deviceFiles(name)
  if (valueOf(reading(after, strict)) !== 1) return []
  const [share, { freerun }] = [valueOf(reading(after, ratio)), snapshot.get(writeback)]
  const from = share === null || freerun === null ? null : (share / 100) * freerun
  return [{ kind: 'mount', name: mount.mountPoint, waiting: null, from, file: strict.path }]
}
