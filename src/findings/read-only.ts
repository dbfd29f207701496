import { type Writable, writable, writableSources } from '../model/disks/remounted.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { shellWord } from '../shell-word.ts'
import { isMissing, type Missing } from '../source.ts'
import { logSources, logTold } from './parts/kernel-log.ts'
import { count } from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

/** `kept`: mounts that could be written to. */
export const readOnly: Rule<ReadonlySet<string>> = {
  id: 'READ-ONLY',
  title: 'file system went read-only',
  help: 'The kernel found an error in a file system, or in the disk below it, and lets nobody write any more; programs get EROFS. The mount still says rw and the file system ro (/proc/self/mountinfo). Where another mount of it says ro somebody may have remounted that, unless the kernel tells of an error. What ext4 has found is counted in /sys/fs/ext4/DEVICE/errors_count.',
  resource: 'disks',
  limits: { errors: { value: 1, unit: '', why: 'a file system without a fault has none: it should be checked' } },
  window: 0,
  every: 10,
  sources: writableSources,
  sign: (snapshot) => isLost(snapshot.get(writable)),
  dear: (samples) => ({ sources: logSources(samples) }),
  see: (snapshot, limits, kept) => {
    const all = snapshot.get(writable)
    if (isMissing(all)) return all
    const known = (one: Writable) => one.mountPoints.filter((point) => kept?.has(point))
    const next = new Set(all.flatMap((one) => (one.state === 'rw' ? [one.mountPoint] : known(one))))
    const failed = all.filter(
      (one) => one.state === 'failed' || (one.state === 'remounted' && hasAborted(snapshot, one)),
    )
    const changed = all.filter(
      (one) => !failed.includes(one) && (one.state === 'remounted' || (one.state === 'ro' && known(one).length > 0)),
    )
    const faulty = all.filter(({ errors }) => (errors ?? 0) >= limits('errors'))
    const [first] = [...failed, ...changed, ...faulty]
    if (!first)
      return {
        clear: true,
        evidence: [count('file systems that went read-only', 0, 1, '/proc/self/mountinfo')],
        kept: next,
      }
    const found = [...new Set([...failed, ...changed, ...faulty])]
    const isFailed = failed.includes(first)
    const isFaulty = !isFailed && !changed.includes(first)
    const at = `${first.mountPoint} (${first.type} on ${first.source})`
    return {
      seen: isFailed ? 'critical' : 'warning',
      value: found.length,
      says: isFailed
        ? `Nobody can write to ${at}: the kernel found an error in it and made it read-only.`
        : isFaulty
          ? `ext4 has found ${first.errors} errors in ${at}; it should be checked.`
          : `${at} was made read-only${known(first).length > 0 ? ' since whytop began' : ''}${first.state === 'remounted' ? '; another mount of it still says rw' : ''}.`,
      evidence: [
        ...found.map((one) => ({
          what: `${one.mountPoint}`,
          seen: one.errors !== null && one.state === 'rw' ? `${one.errors} errors` : 'read-only',
          limit: 'rw',
          unit: '',
          from:
            one.errors !== null && one.state === 'rw'
              ? `/sys/fs/ext4/${one.device}/errors_count`
              : '/proc/self/mountinfo',
        })),
        ...logTold(snapshot, ['readonly', 'fs', 'disk']),
      ],
      culprits: found.map(mountCulprit),
      scope: { devices: found.flatMap(({ device }) => (device === null ? [] : [device])) },
      next: isFailed
        ? 'Read the kernel log for the error before it, save the data, check the disk (SMART), then unmount and run fsck.'
        : isFaulty
          ? `Plan an e2fsck of ${first.source}; the kernel log and dumpe2fs -h tell when and where.`
          : 'If nobody did that on purpose, read the kernel log.',
      caution: 'A remount as rw without a check may make the damage larger.',
      verify: `findmnt -o VFS-OPTIONS,FS-OPTIONS ${shellWord(first.mountPoint)}`,
      kept: next,
    }
  },
}

function isLost(all: readonly Writable[] | Missing): boolean {
  return (
    !isMissing(all) && all.some(({ state, errors }) => state === 'failed' || state === 'remounted' || (errors ?? 0) > 0)
  )
}

/** Whether the kernel said so of it lately. */
function hasAborted(snapshot: Snapshot, { device }: Writable): boolean {
  return logTold(snapshot, ['readonly'], device === null ? [] : [device]).length > 0
}

function mountCulprit({ mountPoint, source, state }: Writable): Culprit {
  return {
    kind: 'mount',
    key: mountPoint,
    name: `${source} on ${mountPoint}`,
    share: state === 'rw' ? 'errors' : 'read-only',
    drill: { view: 'disks', page: 'mounts', about: {} },
  }
}
