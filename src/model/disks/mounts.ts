import { parseMountinfo } from '../../parse/mountinfo.ts'
import { parseMounts } from '../../parse/mounts.ts'
import { type Behind, type Statfs, statfsOf } from '../../parse/statfs.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Reading, type Source, source, valueOf } from '../../source.ts'
import type { Bytes, Share } from '../../units.ts'
import type { Model } from '../model.ts'
import { type Device, devices } from './devices.ts'

/** A mounted file system, once however often it is mounted. */
export interface Mounted {
  readonly mountPoint: string
  readonly source: string
  readonly type: string
  /** The device it is on, as in /proc/diskstats; null: none, or none that is told. */
  readonly device: string | null
  /** Of its device or the file system itself, as `0:52`; null where the table does not tell. */
  readonly number: string | null
  readonly readOnly: boolean
  readonly options: readonly string[]
  /** A network or another program is behind it, which may not answer. */
  readonly remote: boolean
  readonly usage: Usage | Missing
}

/** As df has it. */
export interface Usage {
  readonly size: Bytes
  readonly used: Bytes
  /** For everybody; root may have more. */
  readonly available: Bytes
  /** Of used and available, as df, which rounds it up. Null: it is empty and of no size. */
  readonly share: Share | null
  /** 0: it makes them as it needs them. */
  readonly inodes: number
  readonly inodesUsed: number
  readonly inodesFree: number
  readonly inodesShare: Share | null
}

/** Seconds between two looks at the table. */
const SLOWLY = 5
const mountinfo = source('/proc/self/mountinfo', parseMountinfo, SLOWLY)
const mountsFile = source('/proc/mounts', parseMounts, SLOWLY)

/** What df would list: file systems that hold data, without those that are only a way into the kernel. */
export const mounted: Model<readonly Mounted[]> = {
  sources: [mountinfo],
  of(samples, facts) {
    const found = devices.of(samples, facts)
    return listed(samples)
      .map((mount) => {
        const usage = reading(samples.after, statfsOf(mount.mountPoint, behindOf(mount)))
        return {
          mountPoint: mount.mountPoint,
          source: mount.source,
          type: mount.type,
          device: deviceOf(mount, found),
          number: mount.device ?? null,
          readOnly: mount.options.includes('ro') || mount.superOptions.includes('ro'),
          options: mount.options,
          remote: behindOf(mount) !== 'kernel',
          usage: isMissing(usage) ? usage : usageOf(usage.value),
        }
      })
      .filter(({ usage }) => isMissing(usage) || usage.size > 0)
  },
}

/** How full each is can be asked once the table was read. */
export function mountSources(samples: Samples | null): readonly Source<unknown>[] {
  const all = samples ? listed(samples) : []
  const known = samples && valueOf(reading(samples.after, mountinfo))
  return [
    mountinfo,
    ...(samples && known === null ? [mountsFile] : []),
    ...all.slice(0, MOST).map((mount) => statfsOf(mount.mountPoint, behindOf(mount))),
  ]
}

/** What could not be read: the table itself, or mounts that do not answer. */
export function missingMounts(samples: Samples): readonly Missing[] {
  const table: Reading<unknown> = reading(samples.after, mountinfo)
  if (isMissing(table) && valueOf(reading(samples.after, mountsFile)) === null) return [table]
  return listed(samples).flatMap((mount) => {
    const usage = reading(samples.after, statfsOf(mount.mountPoint, behindOf(mount)))
    return isMissing(usage) && (usage.missing === 'pending' || usage.missing === 'denied') ? [usage] : []
  })
}

/** A machine with containers has thousands: so many are asked at most. */
const MOST = 512

type Row = Omit<ReturnType<typeof parseMountinfo>[number], 'device' | 'root'> & {
  readonly device?: string
  readonly root?: string
}

function listed(samples: Samples): readonly Row[] {
  const table: readonly Row[] =
    valueOf(reading(samples.after, mountinfo)) ?? valueOf(reading(samples.after, mountsFile)) ?? []
  // Of those mounted on the same folder the last one is in sight.
  const top = [...new Map(table.map((mount) => [mount.mountPoint, mount])).values()]
  return once(top.filter(({ type }) => !KERNEL.has(type)))
}

/** Ways into the kernel and promises of a mount; statfs on autofs would have it mounted. */
const KERNEL: ReadonlySet<string> = new Set(
  (
    'autofs binfmt_misc bpf cgroup cgroup2 configfs cpuset debugfs devpts efivarfs fusectl fuse.gvfsd-fuse fuse.lxcfs ' +
    'fuse.portal hugetlbfs mqueue nsfs none proc pstore resctrl rpc_pipefs securityfs selinuxfs smackfs subfs sysfs tracefs'
  ).split(' '),
)

/** Of the mounts of one file system the one nearest to its root, then with the shorter path: coreutils df.c filter_mount_list. */
function once(mounts: readonly Row[]): readonly Row[] {
  const best = new Map<string, Row>()
  for (const mount of mounts) {
    const key = mount.device ?? `${mount.source} ${mount.type} ${mount.source.startsWith('/') ? '' : mount.mountPoint}`
    const known = best.get(key)
    if (!known || rank(mount) < rank(known)) best.set(key, mount)
  }
  const kept = new Set(best.values())
  return mounts.filter((mount) => kept.has(mount))
}

function rank({ root = '/', mountPoint }: Row): number {
  return root.length * 4096 + mountPoint.length
}

const FUSE = /^(fuse|fuse\..+|fuseblk|virtiofs)$/
const NETWORK = /^(nfs4?|cifs|smb3|smbfs|ceph|9p|afs|coda|lustre|gfs2|ocfs2|ncpfs|glusterfs|beegfs)$/

function behindOf({ type, source: from }: Row): Behind {
  if (FUSE.test(type)) return 'program'
  return NETWORK.test(type) || /^(\/\/|[\w.-]+:\/)/.test(from) ? 'network' : 'kernel'
}

/** By number; where that is the file system's own (btrfs, overlay), by what was mounted. */
function deviceOf(mount: Row, all: readonly Device[]): string | null {
  const byNumber = mount.device === undefined ? undefined : all.find(({ number }) => number === mount.device)
  if (byNumber) return byNumber.name
  if (!mount.source.startsWith('/dev/')) return null
  const name = mount.source.replace(/^\/dev\/(mapper\/)?/, '')
  return all.find((device) => device.name === name || device.alias === name)?.name ?? null
}

/** coreutils df.c: used + available may be less than the size, the rest is root's. */
function usageOf({ size, free, available, inodes, inodesFree }: Statfs): Usage {
  const used = size - free
  const inodesUsed = inodes - inodesFree
  return {
    size,
    used,
    available,
    share: used + available > 0 ? used / (used + available) : null,
    inodes,
    inodesUsed,
    inodesFree,
    inodesShare: inodes > 0 ? inodesUsed / inodes : null,
  }
}
