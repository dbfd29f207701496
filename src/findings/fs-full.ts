import { age, bytesLong, count as counted, percentOf } from '../format.ts'
import { type Levels, timeToFull, withLevels } from '../model/disks/fill.ts'
import { type Mounted, missingMounts, mounted, mountSources, type Usage } from '../model/disks/mounts.ts'
import { heldDeleted, heldSources } from '../model/process/deleted-files.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { diskstats } from '../parse/diskstats.ts'
import { shellWord } from '../shell-word.ts'
import { isMissing } from '../source.ts'
import type { Bytes, Seconds } from '../units.ts'
import { processCulprit } from './parts/culprits.ts'
import { amount, count, share } from './parts/told.ts'
import type { Culprit, LimitValues, Rule } from './rule.ts'

const GIB = 2 ** 30

/** `kept`: the room each had in the last half hour. */
export const fsFull: Rule<Levels> = {
  id: 'FS-FULL',
  title: 'file system nearly full',
  help: 'A file system has little room left, few inodes, or will be full soon at the rate it fills; then writes fail with ENOSPC. As df: what everybody may use (f_bavail of statfs), without what is kept for root.',
  resource: 'disks',
  limits: {
    warning: { value: 10, unit: '%', why: 'file systems begin to scatter what is written' },
    warning_bytes: { value: 20 * GIB, unit: 'B', why: 'of a large disk a tenth is still plenty' },
    critical: { value: 3, unit: '%', why: 'a log or a core dump fills it' },
    critical_bytes: { value: 2 * GIB, unit: 'B', why: 'of a large disk three per cent are still something' },
    soon: { value: 6, unit: 'h', why: 'somebody should look at it today' },
    very_soon: { value: 0.5, unit: 'h', why: 'somebody should look at it now' },
    small: { value: 64 * 2 ** 20, unit: 'B', why: 'what is smaller (a boot partition) is full by design' },
    exit: { value: 1.1, unit: '×', why: 'ends a little above where it began' },
  },
  window: 0,
  every: 8,
  // A disk that fills slowly stirs nothing, and then writes fail at once.
  resting: 120,
  sources: (samples) => [...mountSources(samples), diskstats],
  sign: (snapshot, limits) => snapshot.get(mounted).some((mount) => isLow(mount, limits)),
  dear: (samples) => ({ sources: heldSources(samples), processes: { everybody: ['cgroup'] } }),
  see: (snapshot, limits, kept) => {
    const all = filling(snapshot, limits)
    const [unknown] = missingMounts(snapshot.samples)
    if (all.length === 0 && unknown) return unknown
    if (all.length === 0 && snapshot.get(mounted).every(({ usage }) => isMissing(usage)))
      return { missing: 'absent', source: 'statfs', why: 'how full file systems are is not known here', remedy: null }
    const { at } = snapshot.samples.after
    const next = withLevels(
      kept ?? new Map(),
      at,
      all.map(({ mount, usage }) => [mount.mountPoint, usage.available]),
    )
    const judged = all
      .map((one) => judge(one, timeToFull(next, one.mount.mountPoint, at, one.usage.available), limits))
      .sort((a, b) => b.level - a.level || a.usage.available - b.usage.available)
    const [worst] = judged
    if (!worst || worst.level < 0) {
      const fullest = all.reduce((most, { usage }) => Math.max(most, usage.share ?? 0), 0)
      return {
        clear: true,
        evidence: [share('fullest file system', fullest, 100 - limits('warning'), 'statfs')],
        kept: next,
      }
    }
    const { mount, usage, soon, byInodes, isNear } = worst
    const felt = FELT * leastOf(usage, 'warning', limits)
    const held = heldDeleted(snapshot, mount.mountPoint).filter(({ bytes }) => bytes >= felt)
    const [holder] = held
    const deleted = held.reduce((sum, { bytes }) => sum + bytes, 0)
    const bad = judged.filter(({ level }) => level >= 0)
    const left = byInodes
      ? `${inodesLeft(usage)} (${percentOf(1 - (usage.inodesShare ?? 0))}) left`
      : `${bytesLong(usage.available)} (${percentOf(1 - (usage.share ?? 0))}) left`
    const time =
      soon === null
        ? []
        : [{ what: 'full in', seen: soon / 3600, limit: limits('soon'), unit: 'h', from: 'statfs over time' }]
    const inodes = byInodes
      ? [share('inodes used', usage.inodesShare, 100 - limits('warning'), 'statfs f_ffree, as df -i')]
      : []
    return {
      seen: worst.level >= 2 ? 'critical' : 'warning',
      hold: worst.level === 0,
      value: (byInodes ? usage.inodesShare : usage.share) ?? 1,
      says: `${mount.mountPoint} has ${left}${soon === null ? '' : `, and will be full in ${age(soon)}`}.${
        holder
          ? ` ${holder.process.stat.comm} ${holder.process.pid} keeps ${holder.path}, which is deleted, open (${bytesLong(holder.bytes)} or more).`
          : ''
      }`,
      evidence: [
        // What proves it first.
        ...inodes,
        ...(isNear ? [] : time),
        share(`${mount.mountPoint} used`, usage.share, 100 - limits('warning'), 'statfs, as df'),
        amount('room for everybody', usage.available, leastOf(usage, 'warning', limits), 'statfs f_bavail'),
        count('inodes free', usage.inodes > 0 ? usage.inodesFree : null, null, 'statfs f_ffree'),
        ...(isNear ? time : []),
        ...(deleted > 0 ? [amount('held by deleted files, at least', deleted, null, '/proc/PID/fdinfo')] : []),
      ],
      culprits: [
        ...bad.map((one) =>
          mountCulprit(one.mount, one.byInodes ? inodesLeft(one.usage) : bytesLong(one.usage.available)),
        ),
        ...held
          .slice(0, 3)
          .map(({ process, bytes }) => processCulprit(process, `${bytesLong(bytes)} in deleted files`, 'files')),
      ],
      scope: { devices: bad.flatMap(({ mount: one }) => (one.device === null ? [] : [one.device])) },
      next: byInodes
        ? `Find the folder with the most files: du --inodes -xd2 ${shellWord(mount.mountPoint)} | sort -n`
        : holder
          ? `Restart ${holder.process.stat.comm}, or have it open its files again: that gives the room of deleted files back.`
          : isNear
            ? `Find what is large: du -xhd2 ${shellWord(mount.mountPoint)} | sort -h; rotate logs, remove old images and packages.`
            : `Find who fills it: the disks pane shows who writes (page Processes), du -xhd2 ${shellWord(mount.mountPoint)} | sort -h what is large.`,
      caution: 'A file that is deleted while a program has it open frees nothing until that closes it (lsof +L1).',
      verify: byInodes ? `df -i ${shellWord(mount.mountPoint)}` : `df -h ${shellWord(mount.mountPoint)}`,
      kept: next,
    }
  },
}

/** Of the room it should have: a smaller file that is deleted and open is not why it is full. */
const FELT = 0.1

interface Filling {
  readonly mount: Mounted
  readonly usage: Usage
}

/** Images are full from the start, and the layers of containers are on a file system that is listed itself. */
const FULL_BY_NATURE = /^(squashfs|iso9660|udf|erofs|cramfs|romfs|overlay|fuse\.snapfuse|ramfs)$/

function filling(snapshot: Snapshot, limits: LimitValues): readonly Filling[] {
  const all = snapshot.get(mounted)
  const only = all.every(({ type }) => type === 'overlay' || type === 'tmpfs')
  return all.flatMap((mount) => {
    const { usage } = mount
    if (isMissing(usage) || mount.readOnly || usage.size < limits('small')) return []
    return FULL_BY_NATURE.test(mount.type) && !(only && mount.type === 'overlay') ? [] : [{ mount, usage }]
  })
}

function leastOf({ used, available }: Usage, name: 'warning' | 'critical', limits: LimitValues): Bytes {
  return Math.min((limits(name) / 100) * (used + available), limits(`${name}_bytes`))
}

function isLow({ usage }: Mounted, limits: LimitValues): boolean {
  return !isMissing(usage) && usage.available < limits('exit') * leastOf(usage, 'warning', limits)
}

/** −1: room enough; 0: a little above where it begins; 1, 2: the severities. */
function judge({ mount, usage }: Filling, soon: Seconds | null, limits: LimitValues) {
  const room = (factor: number, name: 'warning' | 'critical') => usage.available < factor * leastOf(usage, name, limits)
  const inodes = usage.inodesShare === null ? 0 : usage.inodesShare * 100
  const isNear = room(limits('exit'), 'warning')
  const fewer = (name: string) => inodes > 100 - limits(name)
  const within = (name: string) => soon !== null && soon < limits(name) * 3600
  const level =
    room(1, 'critical') || fewer('critical') || within('very_soon')
      ? 2
      : room(1, 'warning') || fewer('warning') || within('soon')
        ? 1
        : isNear
          ? 0
          : -1
  const byInodes = !room(1, 'warning') && fewer('warning')
  return { mount, usage, level, soon: within('soon') ? soon : null, byInodes, isNear: isNear || byInodes }
}

function inodesLeft({ inodesFree }: Usage): string {
  return `${counted(inodesFree)} ${inodesFree === 1 ? 'inode' : 'inodes'}`
}

function mountCulprit({ mountPoint, source }: Mounted, left: string): Culprit {
  return {
    kind: 'mount',
    key: mountPoint,
    name: `${source} on ${mountPoint}`,
    share: `${left} left`,
    drill: { view: 'disks', page: 'mounts', about: {} },
  }
}
