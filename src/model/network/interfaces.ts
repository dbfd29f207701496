import { type NetDeviceFiles, netDeviceFiles, netDevices, rxMissedErrors } from '../../parse/class/net/device.ts'
import { type NetDev, netDev } from '../../parse/net/dev.ts'
import { rate, seconds } from '../../rates.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Source, type Stamped, valueOf } from '../../source.ts'
import type { Rate, Share, Unit } from '../../units.ts'
import { growth } from '../growth.ts'
import type { Model } from '../model.ts'

/** An interface of the network namespace that is looked at, as /proc/net/dev and /sys/class/net know it. */
export interface Interface {
  /** Raw. */
  readonly name: string
  readonly rx: Flow
  readonly tx: Flow
  /** Received packets that the card had no buffer for: `rx.dropped` counts them too. Null: sysfs does not tell, or not yet. */
  readonly missed: Rate<'packet'> | null
  /** Busier direction against the speed; half duplex: both together. Null: no speed is known. */
  readonly utilisation: Share | null
  readonly counters: NetDev
  readonly link: Link
  /** Whether packets leave the machine here: hardware, also a radio, which calls its kind wlan; not a port behind such a one (dsa). */
  readonly isWayOut: boolean
  /** Whether another interface with hardware counts its packets among its own: Hyper-V's card those of its virtual function. */
  readonly isWithin: boolean
}

/** Of one direction, per second. Null: not known yet. */
export interface Flow {
  readonly bytes: Rate<'B'> | null
  readonly packets: Rate<'packet'> | null
  readonly errors: Rate<'packet'> | null
  readonly dropped: Rate<'packet'> | null
  /** Overruns. Drivers count them here alone, or among the errors or the missed ones as well. */
  readonly fifo: Rate<'packet'> | null
}

/** What sysfs tells. Null: it does not say, or has not been asked yet. Strings are raw. */
export interface Link {
  readonly state: string | null
  readonly speed: Unit<'Mbit/s'> | null
  readonly duplex: string | null
  readonly mtu: number | null
  readonly address: string | null
  readonly driver: string | null
  /** bridge, bond, vlan … as its driver calls it; else `hardware`, also of a virtual machine, or `virtual`. */
  readonly kind: string | null
  readonly queues: { readonly rx: number; readonly tx: number } | null
  readonly carrierChanges: number | null
  readonly txQueueLength: number | null
  /** The bond, bridge or team it is a port of. */
  readonly master: string | null
}

export const interfaces: Model<readonly Interface[]> = {
  sources: [netDev, netDevices],
  of(samples) {
    const after = reading(samples.after, netDev)
    if (isMissing(after)) return []
    const before = samples.before?.files.has(netDev.path) ? reading(samples.before, netDev) : null
    const was = before && !isMissing(before) ? before : null
    const earlier = new Map(was?.value.map((device) => [device.name, device]))
    const kinds = kindsOf(samples)
    return after.value.map((device) =>
      interfaceOf(samples, device, earlier.get(device.name) ?? null, was, after, kinds),
    )
  },
}

/** Interfaces whose files are read: hosts of containers have thousands. The counters are in one file for all. */
const MOST = 256
const SELDOM = 10

/** Which interfaces there are is known once /proc/net/dev was read. */
export function interfaceSources(samples: Samples | null): readonly Source<unknown>[] {
  if (!samples) return interfaces.sources
  const known = (valueOf(reading(samples.after, netDev)) ?? []).slice(0, MOST)
  const kinds = kindsOf(samples)
  const cards = known.filter(({ name }) => kinds.get(name) === 'hardware')
  return [
    ...interfaces.sources,
    ...known.flatMap(({ name }) => Object.values(filesOf(name))),
    ...cards.map(({ name }) => rxMissedErrors(name)),
  ]
}

function filesOf(name: string): NetDeviceFiles {
  return netDeviceFiles(name, SELDOM)
}

function interfaceOf(
  samples: Samples,
  now: NetDev,
  was: NetDev | null,
  before: Stamped<unknown> | null,
  after: Stamped<unknown>,
  kinds: ReadonlyMap<string, string>,
): Interface {
  const dt = before ? seconds(before.at, after.at) : 0
  const flow = (way: 'rx' | 'tx'): Flow => ({
    bytes: rate(was?.[way].bytes, now[way].bytes, dt),
    packets: rate(was?.[way].packets, now[way].packets, dt),
    errors: rate(was?.[way].errors, now[way].errors, dt),
    dropped: rate(was?.[way].dropped, now[way].dropped, dt),
    fifo: rate(was?.[way].fifo, now[way].fifo, dt),
  })
  const [rx, tx] = [flow('rx'), flow('tx')]
  const kind = kinds.get(now.name) ?? null
  const link = linkOf(samples, now.name, kind)
  const missed = kind === 'hardware' ? growth(samples, rxMissedErrors(now.name), (packets) => packets) : null
  const isWayOut = kind === 'hardware' && link.kind !== 'dsa'
  // drivers/net/hyperv/netvsc_drv.c netvsc_get_stats64, drivers/net/net_failover.c net_failover_get_stats
  const isWithin = isWayOut && link.master !== null && kinds.get(link.master) === 'hardware'
  const busy = utilisation(rx, tx, link)
  return { name: now.name, rx, tx, missed, utilisation: busy, counters: now, link, isWayOut, isWithin }
}

export function utilisation(
  rx: Pick<Flow, 'bytes'>,
  tx: Pick<Flow, 'bytes'>,
  { speed, duplex }: Pick<Link, 'speed' | 'duplex'>,
): Share | null {
  if (speed === null || rx.bytes === null || tx.bytes === null) return null
  const bytes = duplex === 'half' ? rx.bytes + tx.bytes : Math.max(rx.bytes, tx.bytes)
  return (bytes * 8) / (speed * 1e6)
}

function linkOf({ after }: Samples, name: string, kind: string | null): Link {
  const files = filesOf(name)
  const of = <T>(source: Source<T>) => valueOf(reading(after, source))
  const speed = of(files.speed)
  const duplex = of(files.duplex)
  const queues = of(files.queues)?.map((entry) => entry.name)
  const driver = of(files.device)?.find((entry) => entry.name === 'driver')?.target
  const address = of(files.address)
  return {
    state: of(files.operstate),
    speed: speed !== null && speed > 0 ? speed : null,
    duplex: duplex === 'unknown' ? null : duplex,
    mtu: of(files.mtu),
    address: address === '' ? null : address,
    driver: driver?.split('/').at(-1) ?? null,
    kind: of(files.uevent)?.get('DEVTYPE') ?? kind,
    queues: queues
      ? { rx: queues.filter((q) => q.startsWith('rx-')).length, tx: queues.filter((q) => q.startsWith('tx-')).length }
      : null,
    carrierChanges: of(files.carrierChanges),
    txQueueLength: of(files.txQueueLength),
    master: of(files.master)?.get('INTERFACE') ?? null,
  }
}

function kindsOf({ after }: Samples): ReadonlyMap<string, string> {
  return new Map(
    (valueOf(reading(after, netDevices)) ?? []).flatMap(({ name, target }) =>
      target === undefined ? [] : [[name, target.includes('/devices/virtual/') ? 'virtual' : 'hardware'] as const],
    ),
  )
}

/** Where packets leave the machine: interfaces with hardware, where there are any, else all but lo. */
export function outside(all: readonly Interface[]): readonly Interface[] {
  const hardware = all.filter(({ isWayOut }) => isWayOut)
  return hardware.length > 0 ? hardware : all.filter(({ name }) => name !== 'lo')
}

/** What goes in and out of the machine, and nothing of it twice. */
export function counted(all: readonly Interface[]): readonly Interface[] {
  return outside(all).filter(({ isWithin }) => !isWithin)
}
