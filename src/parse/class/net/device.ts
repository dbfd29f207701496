import { type Source, source } from '../../../source.ts'
import type { Counter, Seconds, Unit } from '../../../units.ts'
import { type Entry, parseFolder } from '../../folder.ts'
import { parseNumber } from '../../number.ts'
import { parseWord } from '../../sys/kernel.ts'
import { parseUevent } from '../../uevent.ts'

// Documentation/ABI/testing/sysfs-class-net

/** One interface a link; its target tells the bus: `../../devices/pci0000:00/0000:00:03.0/virtio2/net/eth0`. */
export const netDevices = source('/sys/class/net/', parseFolder)

export interface NetDeviceFiles {
  /** up, down, unknown (a driver that does not tell: lo, tun), lowerlayerdown, dormant, testing, notpresent. */
  readonly operstate: Source<string>
  /** Mbit/s; −1: not known (virtio). EINVAL while the link is down, or the driver has no such thing. */
  readonly speed: Source<Unit<'Mbit/s'>>
  /** full, half, unknown. */
  readonly duplex: Source<string>
  readonly mtu: Source<number>
  /** Raw. */
  readonly address: Source<string>
  /** Times the link came or went since the interface was made. */
  readonly carrierChanges: Source<number>
  /** Frames that may wait to be sent, in the default queueing discipline. */
  readonly txQueueLength: Source<number>
  /** DEVTYPE: bridge, bond, vlan, wlan, vxlan … Not for Ethernet, lo, veth. */
  readonly uevent: Source<ReadonlyMap<string, string>>
  /** rx-0, tx-0 … */
  readonly queues: Source<readonly Entry[]>
  /** What it belongs to, with a link `driver`; only of a device with hardware, real or virtual. */
  readonly device: Source<readonly Entry[]>
  /** The same of the interface it is a port of: INTERFACE names that. Not there: it is a port of none. */
  readonly master: Source<ReadonlyMap<string, string>>
}

/**
 * Received packets for which the card had no buffer: a part of `drop` in /proc/net/dev. Nothing but hardware has them.
 * include/uapi/linux/if_link.h struct rtnl_link_stats64
 */
export function rxMissedErrors(name: string): Source<Counter<'packet'>> {
  return source(`/sys/class/net/${name}/statistics/rx_missed_errors`, parseNumber)
}

/** What sysfs tells of an interface. `every`: it changes seldom. */
export function netDeviceFiles(name: string, every: Seconds): NetDeviceFiles {
  const at = `/sys/class/net/${name}`
  return {
    operstate: source(`${at}/operstate`, parseWord, every),
    speed: source(`${at}/speed`, parseNumber, every),
    duplex: source(`${at}/duplex`, parseWord, every),
    mtu: source(`${at}/mtu`, parseNumber, every),
    address: source(`${at}/address`, parseWord, every),
    carrierChanges: source(`${at}/carrier_changes`, parseNumber, every),
    txQueueLength: source(`${at}/tx_queue_len`, parseNumber, every),
    uevent: source(`${at}/uevent`, parseUevent, every),
    queues: source(`${at}/queues/`, parseFolder, every),
    device: source(`${at}/device/`, parseFolder, every),
    master: source(`${at}/master/uevent`, parseUevent, every),
  }
}
