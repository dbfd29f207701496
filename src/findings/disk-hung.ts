import { age } from '../format.ts'
import { type Device, devices } from '../model/disks/devices.ts'
import { ended, type Pace, paces } from '../model/disks/paces.ts'
import { mounts } from '../model/load/cgroups.ts'
import type { LoadThread } from '../model/load/decompose.ts'
import { FROZEN } from '../model/load/rules.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { diskstats } from '../parse/diskstats.ts'
import { rate, seconds } from '../rates.ts'
import { reading } from '../sample/sample.ts'
import { shellWord } from '../shell-word.ts'
import { valueOf } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import {
  deviceCulprit,
  deviceScope,
  diskDear,
  ioStall,
  namesOf,
  stallTold,
  stuckThreads,
  WAIT_SOURCES,
} from './parts/disks.ts'
import { logSources, logTold } from './parts/kernel-log.ts'
import { noRate } from './parts/missing.ts'
import { count } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** Of a device with requests in flight: since when none came to an end, and whether what ended last were discards alone. */
type Silences = ReadonlyMap<string, { readonly since: Nanos; readonly discards: boolean }>

export const diskHung: Rule<Silences> = {
  id: 'DISK-HUNG',
  title: 'disk does not answer',
  help: 'Requests were handed to a disk and none comes back, or the device mapper holds them back (dmsetup suspend). Averages such as await say nothing of it: they count what has ended. /proc/diskstats field 9; /sys/block/dm-N/dm/suspended.',
  resource: 'disks',
  limits: {
    silence: { value: 5, unit: 's', why: 'no request of a disk that works takes so long' },
    critical: { value: 10, unit: 's', why: 'drivers begin to reset a device after 30 s; programs give up before' },
    trim: {
      value: 180,
      unit: 's',
      why: 'a SCSI disk gets 30 s for a request, six times over: then even a discard has failed',
    },
    waits: { value: 5, unit: '%', why: 'a suspended device harms who waits for it' },
  },
  window: 10,
  sources: () => [diskstats, ...WAIT_SOURCES],
  sign: (snapshot) => (snapshot.get(paces) ?? []).some(isSilent) || (ioStall(snapshot) ?? 0) > 0.5,
  dear: (samples) => {
    const dear = diskDear(samples)
    return { ...dear, sources: [...(dear.sources ?? []), ...logSources(samples)] }
  },
  see: (snapshot, limits, kept) => {
    const found = snapshot.get(paces)
    if (!found) return noRate(snapshot, diskstats, 'whether requests come back')
    const { at } = snapshot.samples.after
    const waits = (ioStall(snapshot) ?? 0) * 100 >= limits('waits')
    const all = snapshot.get(devices)
    const suspended = waits ? all.filter((device) => device.suspended).map(({ name }) => name) : []
    const next = silences(snapshot, [...suspended], kept ?? new Map())
    const lasted = (name: string): Seconds => seconds(next.get(name)?.since ?? at, at)
    const [name] = [...next.keys()]
      .filter((one) => lasted(one) >= limits('silence') || suspended.includes(one))
      // What is made of a device that does not answer answers as little.
      .filter(
        (one) => !all.find((device) => device.name === one)?.leaves.some((leaf) => leaf !== one && next.has(leaf)),
      )
      .sort((a, b) => lasted(b) - lasted(a))
    const inFlight = found.reduce((sum, { now }) => sum + now.inFlight, 0)
    if (name === undefined)
      return {
        clear: true,
        evidence: [count('requests in flight, and some come back', inFlight, null, '/proc/diskstats field 9')],
        kept: next,
      }
    const device = all.find((one) => one.name === name) ?? { name, alias: null, number: '' }
    const pace = found.find((one) => one.name === name)
    const since = lasted(name)
    const isHeld = suspended.includes(name)
    const stuck = stuckThreads(snapshot)
    const victims = stuck?.filter((thread) => thread.says !== FROZEN || (isHeld && isMounted(snapshot, device))) ?? null
    const others = stuck?.filter((thread) => !victims?.includes(thread)) ?? []
    const isTrim = next.get(name)?.discards === true && since < limits('trim')
    const who = waitersOf(victims)
    return {
      seen: isTrim ? 'info' : isHeld || since >= limits('critical') ? 'critical' : 'warning',
      held: since,
      value: since,
      says: isHeld
        ? `${name} is suspended (device mapper) and holds back every request${who ? `; ${who} for it` : ''}.`
        : `${name} has ${pace?.now.inFlight ?? 'some'} requests and answered none for ${age(since)}${who ? `; ${who} for it` : ''}.`,
      evidence: [
        {
          what: `${name}: no request came back for`,
          seen: since,
          limit: limits('critical'),
          unit: 's',
          from: '/proc/diskstats',
        },
        count('requests in flight', pace?.now.inFlight ?? null, null, '/proc/diskstats field 9'),
        ...(isHeld ? [count('suspended', 1, 0, `/sys/block/${name}/dm/suspended`)] : []),
        ...(others.length > 0
          ? [
              count(
                `threads that wait for a frozen file system instead: ${namesOf(others)}`,
                others.length,
                null,
                '/proc/PID/wchan',
              ),
            ]
          : []),
        ...logTold(snapshot, ['disk', 'raid']),
        stallTold(snapshot, limits('waits')),
      ],
      culprits: [deviceCulprit(device, isHeld ? 'suspended' : `silent for ${age(since)}`)],
      scope: deviceScope(name, all, isHeld ? [] : (victims ?? []).map(({ look }) => look.pid)),
      next: isHeld
        ? `Find who suspended it (lvm, a snapshot, multipath), then: dmsetup resume ${'alias' in device && device.alias ? device.alias : name}`
        : 'Read the kernel log for resets and timeouts of it; check cable, multipath and controller, or the state of the cloud volume.',
      caution: isTrim
        ? 'A discard of much data (fstrim, mkfs) may take that long.'
        : 'Tasks that wait for it cannot be killed, and a reboot may hang as well.',
      verify: `cat ${shellWord(`/sys/block/${name}/inflight`)}; iostat -x ${name} 1 # aqu-sz with no r/s and w/s`,
      kept: next,
    }
  },
}

/** `postgres 812 waits`; null: nobody is known. */
function waitersOf(victims: readonly LoadThread[] | null): string | null {
  const names = namesOf(victims)
  return names && `${names} ${new Set(victims?.map(({ look }) => look.pid)).size > 1 ? 'wait' : 'waits'}`
}

/** To suspend a device freezes the file system on it, so that who writes there waits for the device. Kernel: drivers/md/dm.c lock_fs */
function isMounted({ samples }: Snapshot, { number }: Pick<Device, 'number'>): boolean {
  return valueOf(reading(samples.after, mounts))?.some(({ device }) => device === number) === true
}

/** As far as the last two looks tell. */
function isSilent({ now, was }: Pace): boolean {
  return was !== null && now.inFlight > 0 && was.inFlight > 0 && ended(was) === ended(now)
}

function silences(snapshot: Snapshot, suspended: readonly string[], kept: Silences): Silences {
  const { after, before } = snapshot.samples
  const start = before?.at ?? after.at
  const next = new Map<string, { since: Nanos; discards: boolean }>()
  for (const pace of snapshot.get(paces) ?? []) {
    if (!isSilent(pace)) {
      // Begins at the next look, if nothing ends from here on.
      if (pace.now.inFlight > 0 && isTrimmed(pace)) next.set(pace.name, { since: after.at, discards: true })
      continue
    }
    const known = kept.get(pace.name)
    next.set(pace.name, known ?? { since: start, discards: false })
  }
  for (const name of suspended) if (!next.has(name)) next.set(name, kept.get(name) ?? { since: start, discards: false })
  return next
}

/** While a disk is trimmed nothing else ends. Beside reads and writes discards are no more than usual: btrfs discard=async. */
function isTrimmed({ now, was }: Pace): boolean {
  const grew = (kind: 'reads' | 'writes' | 'discards') => (rate(was?.[kind]?.done, now[kind]?.done, 1) ?? 0) > 0
  return grew('discards') && !grew('reads') && !grew('writes')
}
