import { age, bytesLong, count, percent } from '../../format.ts'
import { type Device, devices } from '../../model/disks/devices.ts'
import type { RequestRates } from '../../model/disks/rates.ts'
import { silence } from '../../model/disks/silence.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line, Style } from '../../style.ts'
import { clean, join, pad, type Text, text } from '../../text.ts'
import { orderColumn } from '../column.ts'
import { type Fact, facts, type Part } from '../facts.ts'
import type { Column, Lines, TableSection } from '../view.ts'
import { decimals, flows, milliseconds, rates, shares, times, words } from './cells.ts'
import { isStacked, turning } from './device-columns.ts'
import { adviceFor, SCHEDULERS } from './schedulers.ts'

/** What one device is, how its requests are put in order, and how it answers. */
export function deviceLines(snapshot: Snapshot, name: string): Lines {
  const device = snapshot.get(devices).find((one) => one.name === name)
  return {
    kind: 'lines',
    id: 'disks-device',
    priority: 1,
    least: 6,
    lines: (width, rows) =>
      device
        ? lines(snapshot, device, width, rows < TALL)
        : facts([fact(text`Device`, text`${clean(name)} is not there now`)], width),
  }
}

/** On fewer rows what is not in use is a name. */
const TALL = 30

function lines(snapshot: Snapshot, device: Device, width: number, isShort: boolean): readonly Line[] {
  const all = snapshot.get(devices)
  const above = all.filter(
    ({ name, slaves, disk }) => name !== device.name && (slaves.includes(device.name) || disk === device.name),
  )
  const names = (some: readonly string[]) => join(some.map(clean), text`, `)
  const silent = silence(snapshot, device)
  const inFlight: Part[] = [
    plain(text`${count(device.now.inFlight)} now`),
    plain(text`on average ${decimals(device.rates.queue)}`),
  ]
  if (silent !== null)
    inFlight.push({ text: text`none ended for ${age(silent)}, as long as whytop looked`, style: 'critical' })
  return [
    ...facts([{ label: text`Device`, parts: what(device) }], width),
    ...(isStacked(device) ? facts([fact(text`On`, names(device.leaves))], width) : []),
    ...(above.length > 0 ? facts([fact(text`Used by`, names(above.map(({ name }) => name)))], width) : []),
    ...facts([{ label: text`In flight`, parts: inFlight }], width),
    ...facts([{ label: text`Queue`, parts: queue(device) }], width),
    // A partition has the queue of its disk.
    ...schedulers(device, all.find(({ name }) => name === device.disk) ?? device, width, isShort),
  ]
}

function what(device: Device): readonly Part[] {
  const parts: (Text | null)[] = [
    clean(device.alias === null ? device.name : `${device.alias} (${device.name})`),
    text`${clean(device.kind)}${device.transport === null ? text`` : text` on ${clean(device.transport)}`}`,
    device.model === null ? null : clean(device.model),
    device.file === null ? null : clean(device.file),
    bytesLong(device.size),
    device.readOnly === true ? text`read only` : null,
    device.raid === null ? null : text`${clean(device.raid.level)}, ${count(device.raid.degraded)} missing`,
    rotation(device),
  ]
  const shown = parts.filter((part) => part !== null).map(plain)
  return device.suspended ? [...shown, { text: text`SUSPENDED: every request waits`, style: 'critical' }] : shown
}

/** Hosts tell their guests what they like. */
function rotation(device: Device): Text | null {
  const says = turning(device)
  if (says === null) return null
  return text`${says === 'yes' ? text`turns` : text`does not turn`}${device.isVirtual ? text` (so the host says; it may be otherwise)` : text``}`
}

function queue(device: Device): readonly Part[] {
  const parts = [
    text`depth ${count(device.queueDepth)}`,
    text`hardware queues ${count(device.hardwareQueues)}`,
    text`read-ahead ${bytesLong(device.readAhead)}`,
    text`block ${bytesLong(device.blockSize)}`,
  ]
  const wbt = device.wbtLatUsec
  if (wbt !== null && wbt > 0) parts.push(text`writeback is slowed to keep reads under ${milliseconds(wbt / 1e6)} ms`)
  if (wbt === 0) parts.push(text`writeback throttling off`)
  return parts.map(plain)
}

function schedulers(device: Device, disk: Device, width: number, isShort: boolean): readonly Line[] {
  if (device.schedulers.length === 0) return facts([fact(text`Scheduler`, text`- not told`)], width)
  if (device.scheduler === null)
    return facts(
      [fact(text`Scheduler`, text`none of its own: the devices it is made of are where requests are sorted`)],
      width,
    )
  const usual: Fact = fact(text``, text`usual for ${clean(adviceFor(disk))}`)
  const label = text`Scheduler`
  const rows: readonly Fact[] = isShort
    ? [
        { label, parts: device.schedulers.map((name) => named(name, device, (words) => words)) },
        { label: text``, parts: [does(device.scheduler)] },
      ]
    : device.schedulers.map((name, i) => ({
        label: i === 0 ? label : text``,
        parts: [named(name, device, (words, on) => pad(on ? words : text` ${words}`, 13)), does(name)],
      }))
  return [...rows, usual].flatMap((row) => facts([row], width))
}

function named(name: string, { scheduler }: Device, placed: (words: Text, on: boolean) => Text): Part {
  const on = name === scheduler
  return { text: placed(on ? text`[${clean(name)}]` : clean(name), on), style: on ? 'strong' : 'plain' }
}

function does(name: string): Part {
  return { text: clean(SCHEDULERS[name] ?? 'not known to whytop'), style: 'dim' }
}

interface Kind {
  readonly name: string
  readonly of: Partial<RequestRates> | null
}

/** iostat -x of one device, a row for each kind of request. */
export function requestSection(snapshot: Snapshot, name: string): TableSection {
  const now = snapshot.get(devices).find((one) => one.name === name)?.rates
  const rows: readonly Kind[] = now
    ? [
        { name: 'reads', of: now.reads },
        { name: 'writes', of: now.writes },
        { name: 'discards', of: now.discards },
        { name: 'flushes', of: now.flushes },
      ]
    : []
  const row = (at: number) => rows[at] as Kind
  return {
    kind: 'table',
    id: 'disks-requests',
    title: now ? text`Requests  queue ${decimals(now.queue)}  busy ${percent(now.util)} % of the time` : null,
    priority: 2,
    least: 6,
    count: rows.length,
    columns: requestColumns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    style: (at): Style => (row(at).of === null ? 'dim' : 'plain'),
    empty: text`no such device now`,
  }
}

function requestColumns(row: (at: number) => Kind): readonly Column[] {
  const of = (at: number) => row(at).of
  return [
    words(
      {
        id: 'kind',
        title: 'KIND',
        width: 9,
        priority: 1,
        help: 'of request; discards are counted since Linux 4.18, flushes since 5.5; /proc/diskstats',
      },
      (at) => row(at).name,
    ),
    rates(
      {
        id: 'ps',
        title: 'PER SECOND',
        width: 10,
        priority: 1,
        help: 'that ended, after merging; /proc/diskstats 1, 5, 12, 16',
      },
      (at) => of(at)?.perSecond ?? null,
    ),
    flows(
      { id: 'bs', title: 'BYTES/s', width: 7, priority: 1, help: 'moved; /proc/diskstats 3, 7, 14' },
      (at) => of(at)?.bytesPerSecond ?? null,
    ),
    flows(
      {
        id: 'size',
        title: 'SIZE',
        width: 6,
        priority: 1,
        help: 'bytes of a request on average; /proc/diskstats 3, 7, 14',
      },
      (at) => of(at)?.size ?? null,
    ),
    times(
      {
        id: 'await',
        title: 'AWAIT',
        width: 6,
        priority: 1,
        help: 'ms from the queue’s entry to the end on average; - none ended; /proc/diskstats 4, 8, 15, 17',
      },
      (at) => of(at)?.await ?? null,
      () => false,
    ),
    rates(
      {
        id: 'merged',
        title: 'MERGED/s',
        width: 8,
        priority: 2,
        help: 'put into a request that waited already; /proc/diskstats 2, 6, 13',
      },
      (at) => of(at)?.mergedPerSecond ?? null,
    ),
    shares(
      { id: 'share', title: '%MERGED', width: 7, priority: 2, help: 'share that was merged; /proc/diskstats 2, 6, 13' },
      (at) => of(at)?.mergedShare ?? null,
      2,
    ),
    orderColumn('the order in which kinds are listed'),
  ]
}

function fact(label: Text, words: Text): Fact {
  return { label, parts: [plain(words)] }
}

function plain(words: Text): Part {
  return { text: words, style: 'plain' }
}
