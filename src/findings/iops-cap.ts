import { bytesPerSecond, count as counted } from '../format.ts'
import { classOf } from '../model/disks/class.ts'
import { devices } from '../model/disks/devices.ts'
import { paces } from '../model/disks/paces.ts'
import { type Course, plateauOf, withPoints } from '../model/disks/plateau.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { diskstats } from '../parse/diskstats.ts'
import {
  aboutDevice,
  diskDear,
  inMilliseconds,
  ioUsers,
  isWaited,
  milliseconds,
  stallTold,
  told,
  WAIT_SOURCES,
} from './parts/disks.ts'
import { noRate } from './parts/missing.ts'
import { count, events, flow } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

/** `kept`: what each device did in the last minutes. */
export const iopsCap: Rule<Course> = {
  id: 'IOPS-CAP',
  title: 'volume at its limit',
  help: 'Requests stand in line and take longer, and yet the number of them (or of bytes) a second stays the same: somebody counts them. Cloud volumes have such limits, and so have disks of a shared storage. /proc/diskstats.',
  resource: 'disks',
  limits: {
    flat: { value: 5, unit: '%', why: 'programs vary more than that; a limit does not' },
    time: { value: 20, unit: 's', why: 'a load that stays the same for so long by chance is rare' },
    line: { value: 1, unit: '', why: 'with less in line it is the program that asks for no more' },
    times: { value: 2, unit: '×', why: 'twice the time it took with nothing in line: half of it is spent there' },
    waits: { value: 5, unit: '%', why: 'while less of the time somebody waits, the limit harms nobody' },
  },
  window: 5,
  trend: 20,
  sources: () => [diskstats, ...WAIT_SOURCES],
  sign: (snapshot, limits) => lined(snapshot, limits),
  dear: diskDear,
  see: (snapshot, limits, kept) => {
    const found = snapshot.get(paces)
    if (!found) return noRate(snapshot, diskstats, 'what disks did')
    const now = snapshot.samples.after.at
    const next = withPoints(kept ?? new Map(), found, now)
    const all = snapshot.get(devices)
    const capped = [...next].flatMap(([name, points]) => {
      const plateau = plateauOf(points, now, limits('time'), limits('flat') / 100, limits('line'))
      const device = all.find((one) => one.name === name)
      if (!plateau || !device || device.leaves.some((leaf) => leaf !== name)) return []
      const kind = classOf(device, all)
      // What a disk with an arm does at best is no limit that somebody set.
      if (kind === 'hdd') return []
      const usual = plateau.before === null ? UNKNOWN[kind] : limits('times') * plateau.before * 1000
      const slow = Math.max(FLOOR[kind], usual) / 1000
      return plateau.await >= slow ? [{ device, plateau, slow, kind }] : []
    })
    const [worst] = capped.sort((a, b) => b.plateau.queue - a.plateau.queue)
    if (!worst) {
      const queue = Math.max(0, ...found.map(({ rates }) => rates.queue ?? 0))
      const evidence = [
        count('longest line of a disk', queue, limits('line'), '/proc/diskstats weighted ms'),
        stallTold(snapshot, limits('waits')),
      ]
      return { clear: true, evidence, kept: next }
    }
    const { device, plateau, slow, kind } = worst
    const waits = isWaited(snapshot, limits('waits'))
    const blamed = ioUsers(snapshot)
    const rate = plateau.of === 'bytes' ? bytesPerSecond(plateau.rate) : `${counted(plateau.rate)} requests/s`
    return {
      seen: waits ? 'warning' : 'info',
      value: plateau.rate,
      says: `${device.name} does ${rate} and no more, while requests stand in line and take ${milliseconds(plateau.await)}: ${kind === 'virtual' ? 'the limit of the volume' : 'as much as it can'}.${told(blamed)}`,
      evidence: [
        plateau.of === 'bytes'
          ? flow(`${device.name}, level for ${limits('time')} s`, plateau.rate, null, '/proc/diskstats sectors')
          : events(`${device.name}, level for ${limits('time')} s`, plateau.rate, null, '/proc/diskstats requests'),
        count('requests in line or in the device', plateau.queue, limits('line'), '/proc/diskstats weighted ms'),
        inMilliseconds('time until a request is done', plateau.await, slow * 1000, '/proc/diskstats ms / requests'),
        stallTold(snapshot, limits('waits')),
      ],
      ...aboutDevice(device, rate, blamed, all),
      next: 'Compare with what the volume and the machine type are sold with (requests and bytes a second, burst credits); raise that, or ask for less: larger requests, more cache.',
      kept: next,
    }
  },
}

/** ms; where it was not seen with nothing in line. */
const UNKNOWN = { nvme: 5, ssd: 10, virtual: 20 } as const
/** ms; sooner is soon enough, however fast it is with nothing in line: flash does 32 at once in less, a network adds its way. */
const FLOOR = { nvme: 1, ssd: 1, virtual: 2 } as const

function lined(snapshot: Snapshot, limits: LimitValues): boolean {
  return (snapshot.get(paces) ?? []).some(({ rates }) => (rates.queue ?? 0) >= limits('line'))
}
