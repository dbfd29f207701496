import { diskstats } from '../../parse/diskstats.ts'
import { ext4Errors, ext4Systems } from '../../parse/fs/ext4.ts'
import { type Mount, mountinfo } from '../../parse/mountinfo.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, source, valueOf } from '../../source.ts'
import type { Model } from '../model.ts'

/** A file system that somebody wants to write to. */
export interface Writable {
  readonly mountPoint: string
  /** All of them. */
  readonly mountPoints: readonly string[]
  readonly source: string
  readonly type: string
  /** As in /proc/diskstats; null: none, or not known. */
  readonly device: string | null
  /**
   * rw: it may be written to. failed: it was mounted for that, and the kernel made it read-only since; the mount itself still says rw.
   * remounted: so it looks too where one of several mounts was remounted read-only, which takes the file system along and leaves the
   * other mounts as they are. ro: whoever mounted it wanted that.
   */
  readonly state: 'rw' | 'failed' | 'remounted' | 'ro'
  /** Found by ext4 in its structures; null: another type, or not told. */
  readonly errors: number | null
}

const SLOWLY = 10
const table = source(mountinfo.path, mountinfo.parse, SLOWLY)

export const writable: Model<readonly Writable[] | Missing> = {
  sources: [table, diskstats, ext4Systems],
  of({ after }) {
    const mounts = reading(after, table)
    if (isMissing(mounts)) return mounts
    const names = new Map((valueOf(reading(after, diskstats)) ?? []).map((s) => [`${s.major}:${s.minor}`, s.name]))
    return [...byDevice(mounts.value.filter(isMeant))].flatMap(([number, all]) => {
      const device = names.get(number) ?? null
      const isExt4 = all.some(({ type }) => type === 'ext4')
      const errors = isExt4 && device !== null ? valueOf(reading(after, ext4Errors(device))) : null
      const state = stateOf(all, errors)
      // Of a file system that is mounted several times some may be read-only by wish.
      const told = all.find((mount) => isWanted(mount) === (state === 'rw' || state === 'failed'))
      if (!told) return []
      const { mountPoint, source: from, type } = told
      const mountPoints = all.map((mount) => mount.mountPoint)
      return [{ mountPoint, mountPoints, source: from, type, device, state, errors }]
    })
  },
}

/** Which of them are ext4 is known once the folder was listed. */
export function writableSources(samples: Samples | null): readonly Source<unknown>[] {
  const systems = samples && valueOf(reading(samples.after, ext4Systems))
  const names = (systems ?? []).map(({ name }) => name).filter((name) => name !== 'features')
  return [...writable.sources, ...names.map(ext4Errors)]
}

/** Written to by programs; others are read-only by nature, and what the kernel shows there is no sign. */
const MEANT = /^(ext[234]|xfs|btrfs|f2fs|jfs|reiserfs|nilfs2|bcachefs|ntfs3?|vfat|exfat|gfs2|ocfs2|zfs)$/

function byDevice(mounts: readonly Mount[]): ReadonlyMap<string, readonly Mount[]> {
  const found = new Map<string, Mount[]>()
  for (const mount of mounts) {
    const known = found.get(mount.device)
    if (known) known.push(mount)
    else found.set(mount.device, [mount])
  }
  return found
}

function isMeant({ type, device }: Mount): boolean {
  return MEANT.test(type) && device !== ''
}

/** They leave the mount's own options. emergency_ro (ext4, Linux 6.14), shutdown: fs/ext4/super.c ext4_handle_error. */
const FAILURES = ['emergency_ro', 'shutdown']

function stateOf(all: readonly Mount[], errors: number | null): Writable['state'] {
  const has = (option: string) => all.some(({ superOptions }) => superOptions.includes(option))
  if (!all.some(isWanted)) return 'ro'
  if (FAILURES.some(has)) return 'failed'
  // What somebody remounts, and what errors=remount-ro does, looks the same in the file system: fs/super.c reconfigure_super
  if (!has('ro')) return 'rw'
  return all.every(isWanted) || (errors ?? 0) > 0 ? 'failed' : 'remounted'
}

function isWanted({ options }: Mount): boolean {
  return options.includes('rw')
}
