import { bytesPerSecond, count, sign } from '../../format.ts'
import { devices } from '../../model/disks/devices.ts'
import { isLeaf } from '../../model/disks/kinds.ts'
import { mounted } from '../../model/disks/mounts.ts'
import { topWriters } from '../../model/disks/writers.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isMissing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { type Fact, facts, oneLine, type Part } from '../facts.ts'
import { dirtyLines } from './dirty-lines.ts'
import { dfPercent, FULL, isDead, isFull, NEARLY_FULL } from './mounts.ts'
import { verdicts } from './verdict.ts'

/** On fewer rows the devices are worth more than what is well. */
export const TALL = 30

/** Is something wrong, what, what next; then what waits to be written, who writes, and how full it is. */
export function summary(snapshot: Snapshot, width: number, rows: number): readonly Line[] {
  const isShort = rows < TALL
  return [
    ...state(snapshot, width, isShort ? (rows < 16 ? 1 : 2) : 4),
    ...dirtyLines(snapshot, width, isShort ? 'short' : 'whole'),
    ...(rows < 16
      ? []
      : [...oneLine([total(snapshot), writers(snapshot)], width), ...oneLine([fullest(snapshot)], width)]),
  ]
}

function state(snapshot: Snapshot, width: number, most: number): readonly Line[] {
  const all = verdicts(snapshot)
  return all.slice(0, most).flatMap(({ style, says, next }, i): readonly Line[] => {
    const label = i === 0 ? text`State` : text``
    const more = i === most - 1 && all.length > most ? [text`and ${all.length - most} more`] : []
    const parts = [...says, ...more].map((words): Part => ({ text: words, style }))
    const then: readonly Fact[] =
      next.length === 0 || i > 0
        ? []
        : [{ label: text``, parts: next.map((words, k) => plain(k === 0 ? text`→ ${words}` : words)) }]
    return [{ label, parts }, ...then].flatMap((fact) => facts([fact], width))
  })
}

/** Of the disks themselves: what is made of them would count twice. */
function total(snapshot: Snapshot): Fact {
  const disks = snapshot.get(devices).filter(({ kind }) => isLeaf(kind))
  const sum = (kind: 'reads' | 'writes') =>
    disks.reduce<number | null>((all, { rates }) => {
      const own = rates[kind].bytesPerSecond
      return all === null || own === null ? null : all + own
    }, 0)
  return {
    label: text`Disks`,
    parts: [
      plain(text`read ${bytesPerSecond(disks.length ? sum('reads') : null)}`),
      plain(text`write ${bytesPerSecond(disks.length ? sum('writes') : null)}`),
    ],
  }
}

function writers(snapshot: Snapshot): Fact {
  const known = topWriters(snapshot, 3)
  const top = (known ?? []).map(
    ({ process, writtenPerSecond }, i): Part => ({
      text: text`${clean(`${process.stat.comm} ${process.pid}`)} ${bytesPerSecond(writtenPerSecond)}`,
      style: 'plain',
      ...(i > 0 && { spare: i }),
    }),
  )
  const refused = snapshot.tasks.rows.filter(
    ({ more }) => more.io && isMissing(more.io) && more.io.missing === 'denied',
  ).length
  const unread: Text = text`n/a for ${count(refused)}`
  // Without a writer that is told whatever the width: who writes may be among those who may not be read.
  const none: Part = {
    text: !known ? text`~` : refused > 0 ? text`none seen, ${unread}` : text`none seen`,
    style: 'dim',
  }
  const others: readonly Part[] = refused > 0 ? [{ text: unread, style: 'dim', spare: 3 }] : []
  return { label: text`Writers`, parts: top.length > 0 ? [...top, ...others] : [none] }
}

function fullest(snapshot: Snapshot): Fact {
  const all = snapshot.get(mounted)
  const rank = (share: number | null) => share ?? -1
  const known = all
    .flatMap((mount) => (isMissing(mount.usage) ? [] : [{ mount, share: mount.usage.share }]))
    .sort((a, b) => rank(b.share) - rank(a.share))
    .filter(({ share }, i) => i === 0 || rank(share) >= WORTH)
  const dead = all.filter(isDead)
  const parts: Part[] = [
    ...dead.map((mount): Part => ({ text: text`${clean(mount.mountPoint)} does not answer`, style: 'critical' })),
    ...known.slice(0, 5).map(
      ({ mount, share }, i): Part => ({
        text: text`${clean(mount.mountPoint)} ${share === null ? text`-` : dfPercent(share)} %`,
        style: isFull(mount, FULL) ? 'critical' : isFull(mount, NEARLY_FULL) ? 'warning' : 'plain',
        ...(i > 0 && { spare: i }),
      }),
    ),
  ]
  const [first] = all
  const why: Text =
    first && isMissing(first.usage) ? text`${sign(first.usage.missing)}  ${clean(first.usage.why)}` : text`-`
  return { label: text`Mounts`, parts: parts.length > 0 ? parts : [{ text: why, style: 'dim' }] }
}

/** Less full than this is not worth the room. */
const WORTH = 0.01

function plain(words: Text): Part {
  return { text: words, style: 'plain' }
}
