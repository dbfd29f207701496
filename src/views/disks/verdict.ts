import { age, bytesLong, count, numberOf } from '../../format.ts'
import { type Device, devices } from '../../model/disks/devices.ts'
import { type Mounted, mounted } from '../../model/disks/mounts.ts'
import { silence } from '../../model/disks/silence.ts'
import { isSlow } from '../../model/disks/slow.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Writeback, writeback } from '../../model/writeback/model.ts'
import { hiddenWaits, paused, waitingForDisks } from '../../model/writeback/paused.ts'
import { diskstats } from '../../parse/diskstats.ts'
import { reading } from '../../sample/sample.ts'
import { shellWord } from '../../shell-word.ts'
import { isMissing } from '../../source.ts'
import type { Style } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { milliseconds } from './cells.ts'
import { FULL, isDead, isFull, NEARLY_FULL } from './mounts.ts'

/** Something that is wrong, or that nothing is, and what to do next. */
export interface Verdict {
  readonly style: Style
  /** Parts between which a line may end. */
  readonly says: readonly Text[]
  readonly next: readonly Text[]
}

/** What is wrong with disks and what waits for them, the worst first. */
export function verdicts(snapshot: Snapshot): readonly Verdict[] {
  const found = [
    ...snapshot.get(devices).flatMap((device) => ofDevice(snapshot, device)),
    ...snapshot.get(mounted).flatMap(ofMount),
    ...ofWriters(snapshot, snapshot.get(writeback)),
  ]
  const rank = (style: Style) => ['critical', 'warning'].indexOf(style)
  if (found.length > 0) return found.sort((a, b) => rank(a.style) - rank(b.style))
  const waiting = waitingForDisks(snapshot)
  if (waiting === null) return [{ style: 'dim', says: [text`~ threads are read at the next look`], next: [] }]
  const hidden = hiddenWaits(snapshot)
  const isKnown = !isMissing(reading(snapshot.samples.after, diskstats))
  const answer = isKnown ? text`all devices answer` : text`of devices nothing is known`
  if (hidden > 0)
    return [
      {
        style: 'dim',
        says: [
          ...(waiting === 0 ? [] : [text`${count(waiting)} waiting for a disk just now`]),
          text`${count(hidden)} in D may wait for a disk: only root or its owner may know`,
          answer,
        ],
        next: [text`run as root`],
      },
    ]
  const none = waiting === 0 ? text`no thread waits for a disk` : text`${count(waiting)} waiting for a disk just now`
  const says = [isKnown ? text`✓ ${none}` : none, text`none is made to pause`, answer]
  return [{ style: isKnown ? 'ok' : 'dim', says, next: [] }]
}

function ofDevice(snapshot: Snapshot, device: Device): readonly Verdict[] {
  const name = clean(device.alias ?? device.name)
  if (device.suspended) return [bad([text`${name} is suspended: all I/O to it waits`], text`dmsetup resume ${name}`)]
  const silent = silence(snapshot, device)
  if (silent !== null && silent >= 1)
    return [
      bad(
        [
          text`${name} has ${numberOf(device.now.inFlight, 'request')} in flight`,
          text`and has ended none for ${age(silent)}`,
        ],
        text`dmesg`,
        text`cable, multipath, or the host’s volume`,
      ),
    ]
  const slow = (['reads', 'writes'] as const).filter((kind) => isSlow(device.rates[kind]))
  const says = slow.map((kind) => text`${clean(kind)} in ${milliseconds(device.rates[kind].await)} ms`)
  if (device.disk !== null || says.length === 0) return []
  return [
    odd([text`${name} ends ${join(says, text` and `)}`], text`who writes: page Processes`, text`Enter on the device`),
  ]
}

function ofMount(mount: Mounted): readonly Verdict[] {
  const name = clean(mount.mountPoint)
  if (isDead(mount) && isMissing(mount.usage) && !mount.usage.why.startsWith('not asked'))
    return [
      bad(
        [text`${name} does not answer`, text`${clean(mount.type)} from ${clean(mount.source)}`],
        text`its server`,
        text`umount -f ${clean(shellWord(mount.mountPoint))}`,
      ),
    ]
  if (isMissing(mount.usage) || !isFull(mount, NEARLY_FULL)) return []
  const { share, inodesShare, available, inodesFree } = mount.usage
  const byInodes = (inodesShare ?? 0) > (share ?? 0)
  // A tenth of a large disk is enough for long.
  if (!byInodes && available > ROOMY) return []
  const left = byInodes ? text`${count(inodesFree)} inodes` : bytesLong(available)
  const says = [text`${name} has ${left} left`]
  return [
    isFull(mount, FULL)
      ? bad(says, text`du -x ${clean(shellWord(mount.mountPoint))}`, text`files deleted and still open`)
      : odd(says),
  ]
}

const ROOMY = 20 * 2 ** 30

function ofWriters(snapshot: Snapshot, now: Writeback): readonly Verdict[] {
  const threads = paused(snapshot) ?? []
  const names = join(
    threads.slice(0, 3).map(({ look }) => clean(`${look.comm} ${look.tid}`)),
    text`, `,
  )
  const wait = [
    text`${bytesLong(now.waiting)} wait, limit ${bytesLong(now.limit)}`,
    ...(now.drain === null ? [] : [text`${age(now.drain)} to write out`]),
  ]
  if (threads.length > 0)
    return [
      bad(
        [
          threads.length === 1 ? ONE : text`${count(threads.length)} threads are made to pause as they write`,
          names,
          ...wait,
        ],
        // Below where all writers pause it is one device, FUSE mount or cgroup that has its own limit.
        ...(now.level === 'calm' || now.level === 'background' ? OWN_LIMIT : SLOW_DOWN),
      ),
    ]
  if (now.level === 'paced' || now.level === 'limit')
    return [odd([text`who writes now is made to pause`, ...wait], text`who writes: page Processes`)]
  return []
}

const ONE = text`1 thread is made to pause as it writes`
const SLOW_DOWN = [text`slow the writer`, text`or lower vm.dirty_background_bytes`]
const OWN_LIMIT = [
  text`the limit of its device or cgroup, not of the machine`,
  text`see /sys/class/bdi, io.max, memory.high`,
]

function bad(says: readonly Text[], ...next: readonly Text[]): Verdict {
  return { style: 'critical', says: signed(text`●`, says), next }
}

function odd(says: readonly Text[], ...next: readonly Text[]): Verdict {
  return { style: 'warning', says: signed(text`▲`, says), next }
}

function signed(sign: Text, [first, ...rest]: readonly Text[]): readonly Text[] {
  return [text`${sign} ${first ?? text``}`, ...rest]
}
