import { diskstats } from '../../parse/diskstats.ts'
import { ext4Errors, ext4Systems } from '../../parse/fs/ext4.ts'
import { type Mount, mountinfo } from '../../parse/mountinfo.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, source, valueOf } from '../../source.ts'
import type { Model } from '../model.ts'

/** A file system that somebody wants to write to. */
export interface Writable {
  readonly mountPoint: string
  readonly source: string
  readonly type: string
  /** As in /proc/diskstats; null: none, or not known. */
  readonly device: string | null
  /**
   * rw: it may be written to. failed: it was mounted for that, and the kernel made it read-only since; the mount itself still says rw.
   * ro: whoever mounted it wanted that.
   */
  readonly state: 'rw' | 'failed' | 'ro'
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
    const seen = new Map<string, Writable>()
    for (const mount of mounts.value) {
      if (!isMeant(mount)) continue
      const device = names.get(mount.device) ?? null
      const errors = mount.type === 'ext4' && device !== null ? valueOf(reading(after, ext4Errors(device))) : null
      const { mountPoint, source: from, type } = mount
      const known = seen.get(mount.device)
      const state = stateOf(mount)
      // Of a file system that is mounted several times one mount may be read-only by wish.
      if (!known || (known.state === 'ro' && state !== 'ro'))
        seen.set(mount.device, { mountPoint, source: from, type, device, state, errors })
    }
    return [...seen.values()]
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

function isMeant({ type, device }: Mount): boolean {
  return MEANT.test(type) && device !== ''
}

/** remount-ro and emergency_ro (ext4, Linux 6.14), shutdown: fs/ext4/super.c ext4_handle_error. They leave the mount's own options. */
function stateOf({ options, superOptions }: Mount): Writable['state'] {
  const wants = options.includes('rw')
  const failed = ['ro', 'emergency_ro', 'shutdown'].some((option) => superOptions.includes(option))
  if (wants && failed) return 'failed'
  return wants && !failed ? 'rw' : 'ro'
}
