import { percentOf } from '../format.ts'
import { classOf } from '../model/disks/class.ts'
import { devices } from '../model/disks/devices.ts'
import { paces, slowest } from '../model/disks/paces.ts'
import { type Usual, usualAwait, withAwaits } from '../model/disks/usual.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { diskstats } from '../parse/diskstats.ts'
import {
  aboutDevice,
  diskDear,
  inMilliseconds,
  ioUsers,
  isWaited,
  namesOf,
  stallTold,
  stuckThreads,
  told,
  WAIT_SOURCES,
} from './parts/disks.ts'
import { noRate } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

/** `kept`: what each device takes while it has room. */
export const diskSat: Rule<Usual> = {
  id: 'DISK-SAT',
  title: 'disk without headroom',
  help: 'A disk works all the time and requests stand in line. %util alone does not say so: what serves many requests at once (NVMe, RAID, a volume) may be at 100 % and half idle, so there the time a request takes must have grown. /proc/diskstats, as iostat -x; Documentation/admin-guide/iostats.rst.',
  resource: 'disks',
  limits: {
    util: { value: 95, unit: '%', why: 'of the time at least one request is under way' },
    exit: { value: 85, unit: '%', why: 'a little room is room' },
    line: {
      value: 0.5,
      unit: '× nr_requests',
      why: 'half of what the queue holds: programs are about to wait even to ask',
    },
    queue: { value: 2, unit: '', why: 'a disk with one arm serves one request; the other one waits' },
    times: { value: 3, unit: '×', why: 'requests take three times as long as with room: they wait for each other' },
    waits: { value: 5, unit: '%', why: 'while less of the time somebody waits, a busy disk is a used disk' },
  },
  window: 30,
  sources: () => [diskstats, ...WAIT_SOURCES],
  sign: (snapshot, limits) => busy(snapshot, limits).length > 0,
  dear: diskDear,
  see: (snapshot, limits, kept) => {
    const found = snapshot.get(paces)
    if (!found) return noRate(snapshot, diskstats, 'how busy disks are')
    const usual = kept ?? new Map()
    const all = snapshot.get(devices)
    const full = busy(snapshot, limits)
    const names = new Set(full.map(({ name }) => name))
    const answers = found.flatMap(({ name, rates }) => {
      const answer = names.has(name) ? null : slowest(rates, 1, Number.POSITIVE_INFINITY)
      return answer ? [[name, answer.await] as const] : []
    })
    const next = withAwaits(usual, answers)
    const saturated = full.flatMap((pace) => {
      const device = all.find(({ name }) => name === pace.name)
      // Of what is made of others only those others tell.
      if (!device || device.leaves.some((leaf) => leaf !== device.name) || device.kind === 'loop') return []
      const { queue } = pace.rates
      const answer = slowest(pace.rates, 1, Number.POSITIVE_INFINITY)
      const was = usualAwait(usual, pace.name)
      const grew = answer !== null && was !== null && answer.await >= limits('times') * was
      const isOneArm = classOf(device, all) === 'hdd' && (queue ?? 0) >= limits('queue')
      const line = device.queueDepth === null ? null : limits('line') * device.queueDepth
      const isLong = (device.hardwareQueues ?? 1) <= 1 && line !== null && (queue ?? 0) >= line
      return isOneArm || isLong || grew ? [{ pace, device, answer, was, line, isOneArm }] : []
    })
    const [worst] = saturated.sort((a, b) => (b.pace.rates.queue ?? 0) - (a.pace.rates.queue ?? 0))
    if (!worst) {
      const most = Math.max(0, ...found.map(({ rates }) => rates.util ?? 0))
      const evidence = [
        share('busiest disk', most, limits('util'), '/proc/diskstats'),
        stallTold(snapshot, limits('waits')),
      ]
      return { clear: true, evidence, kept: next }
    }
    const { pace, device, answer, was, line, isOneArm } = worst
    const { util, queue } = pace.rates
    const waits = isWaited(snapshot, limits('waits'))
    const blamed = ioUsers(snapshot)
    return {
      seen: waits ? 'warning' : 'info',
      hold: (util ?? 0) * 100 < limits('util'),
      value: queue ?? 0,
      says: `${waits ? (namesOf(stuckThreads(snapshot)) ?? 'Somebody') : 'Nobody'} waits: ${device.name} is busy ${percentOf(util)} of the time with ${Math.round(queue ?? 0)} requests in line.${told(blamed)}`,
      evidence: [
        share(`${device.name} busy`, util, limits('util'), '/proc/diskstats ms busy'),
        count(
          'requests in line or in the device',
          queue,
          isOneArm ? limits('queue') : line,
          '/proc/diskstats weighted ms',
        ),
        inMilliseconds(
          'time until a request is done',
          answer?.await ?? null,
          was === null ? null : limits('times') * was * 1000,
          '/proc/diskstats',
        ),
        stallTold(snapshot, limits('waits')),
      ],
      ...aboutDevice(device, percentOf(util), blamed, all),
      next: 'Move or slow down who reads and writes most, read more from memory, or spread the data over more disks.',
      kept: next,
    }
  },
}

function busy(snapshot: Snapshot, limits: LimitValues) {
  return (snapshot.get(paces) ?? []).filter(({ rates }) => (rates.util ?? 0) * 100 >= limits('exit'))
}
