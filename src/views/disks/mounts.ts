import { bytes, countShort, sign } from '../../format.ts'
import { type Mounted, mounted, type Usage } from '../../model/disks/mounts.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isMissing } from '../../source.ts'
import { type Text, text } from '../../text.ts'
import type { Share } from '../../units.ts'
import { quiet } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import { words } from './cells.ts'
import { drillToDevice } from './devices.ts'

/** df and df -i, the fullest first. Enter opens the device. */
export function mountSection(snapshot: Snapshot, priority: number, least: number, device: string | null): TableSection {
  const rows = snapshot.get(mounted).filter((mount) => device === null || mount.device === device)
  const row = (at: number) => rows[at] as Mounted
  return {
    kind: 'table',
    id: device === null ? 'disks-mounts' : 'disks-device-mounts',
    title: device === null ? null : text`Mounted from it`,
    priority,
    least: Math.min(rows.length + 2, least),
    count: rows.length,
    columns: mountColumns(row).filter(({ id }) => id !== 'why' || rows.some(({ usage }) => isMissing(usage))),
    sort: { by: 'share', reverse: true },
    id_of: (at) => row(at).mountPoint,
    key: (at) => row(at).mountPoint,
    style: (at) => (isDead(row(at)) ? 'critical' : 'plain'),
    drill: (at) => {
      const { device: name } = row(at)
      return name === null || device !== null ? null : drillToDevice({ name, alias: null })
    },
    empty: device === null ? text`no file system is in sight` : text`nothing: see what is made of it`,
  }
}

/** It was asked and did not answer, or another one kept it from being asked. */
export function isDead({ usage }: Mounted): boolean {
  return isMissing(usage) && usage.missing === 'pending' && usage.remedy !== null
}

/** Full when new files may soon not fit: read-only ones are full by design. */
export function isFull({ usage, readOnly }: Mounted, limit: Share): boolean {
  if (isMissing(usage) || readOnly) return false
  return Math.max(usage.share ?? 0, usage.inodesShare ?? 0) >= limit
}

/** Rounded up, as df prints it. */
export function dfPercent(share: Share): Text {
  return text`${Math.ceil(share * 100 - 1e-9)}`
}

export const NEARLY_FULL: Share = 0.9
export const FULL: Share = 0.97

function mountColumns(row: (at: number) => Mounted): readonly Column[] {
  const usage = (at: number): Usage | null => {
    const { usage: known } = row(at)
    return isMissing(known) ? null : known
  }
  const shown = (at: number, show: (usage: Usage) => Cell): Cell => {
    const { usage: known } = row(at)
    return isMissing(known) ? { text: sign(known.missing), style: 'dim' } : show(known)
  }
  const number = (
    place: Pick<Column, 'id' | 'title' | 'width' | 'priority' | 'help'>,
    by: (usage: Usage) => number | null,
    cell: (usage: Usage, at: number) => Cell,
    unit: 'bytes' | 'percent' | 'count',
  ): Column => ({
    ...place,
    align: 'right',
    unit,
    descending: true,
    cell: (at) => shown(at, (known) => cell(known, at)),
    by: (at) => {
      const known = usage(at)
      return known && by(known)
    },
  })
  const size = (id: string, title: string, help: string, by: (usage: Usage) => number) =>
    number({ id, title, width: 6, priority: 1, help }, by, (known) => quiet(by(known), bytes), 'bytes')
  const ofInodes = (known: Usage, value: number | null) => (known.inodes === 0 ? NO_INODES : quiet(value, countShort))
  const level = (share: Share | null, at: number): Cell => {
    const words = share === null ? text`-` : dfPercent(share)
    if (share === null || share < NEARLY_FULL || row(at).readOnly) return words
    return { text: words, style: share >= FULL ? 'critical' : 'warning' }
  }
  return [
    {
      ...words(
        {
          id: 'mount',
          title: 'MOUNTED ON',
          width: 14,
          priority: 1,
          help: 'where it is; of several mounts of one file system the one nearest to its root, as df; /proc/self/mountinfo',
        },
        (at) => row(at).mountPoint,
      ),
      grow: true,
    },
    size('size', 'SIZE', 'its size, without what it needs for itself; statfs(2)', (known) => known.size),
    size('used', 'USED', 'used by files and what belongs to them; statfs(2)', (known) => known.used),
    size(
      'avail',
      'AVAIL',
      'free for everybody: root may have more, so used and available may be less than the size; statfs(2)',
      (known) => known.available,
    ),
    number(
      {
        id: 'share',
        title: 'USE%',
        width: 5,
        priority: 1,
        help: 'of used and available, rounded up as df does; statfs(2)',
      },
      (known) => known.share,
      (known, at) => level(known.share, at),
      'percent',
    ),
    number(
      {
        id: 'ishare',
        title: 'IUSE%',
        width: 5,
        priority: 1,
        help: 'inodes in use, rounded up; none: it makes them as it needs them (btrfs, vfat); statfs(2)',
      },
      (known) => known.inodesShare,
      (known, at) => (known.inodes === 0 ? NO_INODES : level(known.inodesShare, at)),
      'percent',
    ),
    number(
      { id: 'ifree', title: 'IFREE', width: 6, priority: 4, help: 'files that can still be made; statfs(2)' },
      (known) => known.inodesFree,
      (known) => ofInodes(known, known.inodesFree),
      'count',
    ),
    number(
      { id: 'iused', title: 'IUSED', width: 6, priority: 6, help: 'inodes in use; statfs(2)' },
      (known) => known.inodesUsed,
      (known) => ofInodes(known, known.inodesUsed),
      'count',
    ),
    words(
      { id: 'type', title: 'TYPE', width: 8, priority: 1, help: 'file system; /proc/self/mountinfo' },
      (at) => row(at).type,
    ),
    words(
      {
        id: 'rw',
        title: 'RW',
        width: 2,
        priority: 2,
        help: 'rw, or ro: read only; ext4 makes itself so after an error; /proc/self/mountinfo',
      },
      (at) => (row(at).readOnly ? 'ro' : 'rw'),
    ),
    words(
      {
        id: 'source',
        title: 'SOURCE',
        width: 14,
        priority: 1,
        help: 'what is mounted: a device, a server, or only a name; /proc/self/mountinfo',
      },
      (at) => row(at).source,
    ),
    words(
      {
        id: 'why',
        title: 'WHY NOT',
        width: 30,
        priority: 3,
        help: 'why there are no numbers: a mount whose server is gone does not answer, and whytop does not wait for it',
      },
      (at) => {
        const { usage: known } = row(at)
        return isMissing(known) ? known.why : ''
      },
    ),
    words(
      { id: 'options', title: 'OPTIONS', width: 20, priority: 7, help: 'of this mount; /proc/self/mountinfo' },
      (at) => row(at).options.join(','),
    ),
  ]
}

const NO_INODES = { text: text`none`, style: 'dim' } as const
