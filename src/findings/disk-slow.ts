import { classOf, type DiskClass } from '../model/disks/class.ts'
import { type Device, devices } from '../model/disks/devices.ts'
import { type Pace, paces, slowest } from '../model/disks/paces.ts'
import { type Usual, usualAwait, withAwaits } from '../model/disks/usual.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { diskstats } from '../parse/diskstats.ts'
import type { Seconds } from '../units.ts'
import {
  aboutDevice,
  diskDear,
  inMilliseconds,
  ioUsers,
  isWaited,
  milliseconds,
  namesOf,
  stallTold,
  stuckThreads,
  told,
  WAIT_SOURCES,
} from './parts/disks.ts'
import { noRate } from './parts/missing.ts'
import { count, events } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

/** `kept`: what each device takes when it is itself. */
export const diskSlow: Rule<Usual> = {
  id: 'DISK-SLOW',
  title: 'slow disk',
  help: 'A disk takes much longer for a request than it usually does, or than its kind should, while somebody waits. r_await and w_await of iostat: the time in the queue and in the device (/proc/diskstats). Large requests and flushes of its cache are left out, as they take long by nature.',
  resource: 'disks',
  limits: {
    times: { value: 5, unit: '×', why: 'of its own median over five minutes: no load that it is used to does that' },
    nvme_floor: { value: 5, unit: 'ms', why: 'fifty times what NVMe flash needs' },
    nvme: { value: 10, unit: 'ms', why: 'with nothing to compare with: a hundred times what it needs' },
    nvme_critical: { value: 50, unit: 'ms', why: 'a disk with moving parts would be faster' },
    ssd_floor: { value: 10, unit: 'ms', why: 'fifty times what SATA flash needs' },
    ssd: { value: 20, unit: 'ms', why: 'with nothing to compare with: a hundred times what it needs' },
    ssd_critical: { value: 100, unit: 'ms', why: 'it collects garbage, or is about to fail' },
    virtual_floor: { value: 20, unit: 'ms', why: 'a network and another machine may stand between' },
    virtual: { value: 50, unit: 'ms', why: 'with nothing to compare with: no volume is sold that slow' },
    virtual_critical: { value: 200, unit: 'ms', why: 'a page that needs five reads takes a second' },
    hdd_floor: { value: 30, unit: 'ms', why: 'three seeks' },
    hdd: { value: 50, unit: 'ms', why: 'with nothing to compare with: five requests stand in line' },
    hdd_critical: { value: 200, unit: 'ms', why: 'twenty requests stand in line, or sectors are read again and again' },
    exit: { value: 0.5, unit: '×', why: 'half of where it began' },
    least: { value: 5, unit: '/s', why: 'of fewer requests an average says nothing' },
    largest: { value: 128 * 1024, unit: 'B', why: 'what is larger is bound by throughput' },
    waits: { value: 5, unit: '%', why: 'while less of the time somebody waits, a slow disk harms nobody' },
  },
  window: 15,
  sources: () => [diskstats, ...WAIT_SOURCES],
  sign: (snapshot, limits) => suspects(snapshot, limits).length > 0,
  dear: diskDear,
  see: (snapshot, limits, kept) => {
    const found = snapshot.get(paces)
    if (!found) return noRate(snapshot, diskstats, 'how long requests took')
    const usual = kept ?? new Map()
    const all = snapshot.get(devices)
    const judged = suspects(snapshot, limits).map((suspect) => {
      const device = all.find((one) => one.name === suspect.name)
      return { ...suspect, ...entryOf(classOf(device, all), usualAwait(usual, suspect.name), limits) }
    })
    const slow = judged.filter(({ await: time, entry }) => time >= limits('exit') * entry)
    const next = withAwaits(usual, itself(found, new Set(slow.map(({ name }) => name)), limits))
    const least = Math.min(...CLASSES.map((kind) => limits(`${kind}_floor`)))
    // What is made of others is slow because they are.
    const [worst] = slow
      .filter(({ name }) => !isMadeOf(slow, name, all))
      .sort((a, b) => b.await / b.entry - a.await / a.entry)
    if (!worst) {
      const [first] = found
        .flatMap(({ rates }) => slowest(rates, limits('least'), limits('largest')) ?? [])
        .sort((a, b) => b.await - a.await)
      const evidence = [
        inMilliseconds('slowest answer of a disk', first?.await ?? 0, least, '/proc/diskstats'),
        stallTold(snapshot, limits('waits')),
      ]
      return { clear: true, evidence, kept: next }
    }
    const { name, await: time, entry, critical, kind, pace } = worst
    const waits = isWaited(snapshot, limits('waits'))
    const victims = stuckThreads(snapshot)
    const blamed = ioUsers(snapshot)
    const was = usualAwait(usual, name)
    return {
      seen: !waits ? 'info' : time >= critical ? 'critical' : 'warning',
      hold: time < entry,
      value: time * 1000,
      says: `${waits ? (namesOf(victims) ?? 'A task') : 'Nobody'} waits for ${name}, which takes ${milliseconds(time)} for a ${kind === 'reads' ? 'read' : 'write'}${was === null ? '' : ` (usually ${milliseconds(was)})`}.${told(blamed)}`,
      evidence: [
        inMilliseconds(`${kind} of ${name}: time until done`, time, entry * 1000, '/proc/diskstats ms / requests'),
        stallTold(snapshot, limits('waits')),
        count('requests in line or in the device', pace.rates.queue, null, '/proc/diskstats weighted ms'),
        events(kind, worst.of.perSecond, limits('least'), '/proc/diskstats'),
        ...(was === null ? [] : [inMilliseconds('its median while whytop looked', was, null, '/proc/diskstats')]),
      ],
      ...aboutDevice(all.find((one) => one.name === name) ?? { name, alias: null }, milliseconds(time), blamed, all),
      next: 'See who reads and writes there in the disks pane; if nobody does much, look at the disk itself: its SMART values, its RAID, or the limits and burst credits of the volume.',
      kept: next,
    }
  },
}

const CLASSES: readonly DiskClass[] = ['nvme', 'ssd', 'virtual', 'hdd']

interface Suspect {
  readonly name: string
  readonly pace: Pace
  readonly kind: 'reads' | 'writes'
  readonly await: Seconds
  readonly of: Pace['rates']['reads']
}

/** Slower than the fastest kind should ever be: only of these it matters what they are. */
function suspects(snapshot: Snapshot, limits: LimitValues): readonly Suspect[] {
  const least = limits('exit') * Math.min(...CLASSES.map((kind) => limits(`${kind}_floor`)))
  return (snapshot.get(paces) ?? []).flatMap((pace) => {
    const slow = slowest(pace.rates, limits('least'), limits('largest'))
    return slow && slow.await * 1000 >= least ? [{ name: pace.name, pace, ...slow }] : []
  })
}

function entryOf(kind: DiskClass, usual: Seconds | null, limits: LimitValues): { entry: Seconds; critical: Seconds } {
  const ms = (name: string) => limits(name) / 1000
  const critical = ms(`${kind}_critical`)
  const own = usual === null ? ms(kind) : Math.max(limits('times') * usual, ms(`${kind}_floor`))
  return { entry: Math.min(own, critical), critical }
}

function isMadeOf(slow: readonly Suspect[], name: string, all: readonly Device[]): boolean {
  const { leaves = [] } = all.find((device) => device.name === name) ?? {}
  return slow.some((other) => other.name !== name && leaves.includes(other.name))
}

/** Answers of those that are not slow now. */
function itself(
  all: readonly Pace[],
  slow: ReadonlySet<string>,
  limits: LimitValues,
): readonly (readonly [string, Seconds])[] {
  return all.flatMap(({ name, rates }) => {
    const answer = slow.has(name) ? null : slowest(rates, limits('least'), limits('largest'))
    return answer ? [[name, answer.await] as const] : []
  })
}
