import type { Bytes } from '../../units.ts'

/** What a device is, in the words of lsblk's TYPE; `disk` for what has a driver of its own. */
export type Kind = 'disk' | 'part' | 'rom' | 'loop' | 'zram' | 'ram' | 'nbd' | 'dm' | 'lvm' | 'crypt' | 'mpath' | 'raid'

/** By the name, and of the device mapper by its uuid: `LVM-…`, `CRYPT-LUKS2-…`, `mpath-…`. */
export function kindOf(name: string, dmUuid: string | null): Kind {
  if (name.startsWith('dm-')) {
    if (dmUuid?.startsWith('LVM-')) return 'lvm'
    if (dmUuid?.startsWith('CRYPT-')) return 'crypt'
    return dmUuid?.startsWith('mpath-') ? 'mpath' : 'dm'
  }
  const [prefix] = /^(md|loop|zram|ram|nbd|sr)(?=[\d_])/.exec(name) ?? []
  if (prefix === 'md') return 'raid'
  if (prefix === 'sr') return 'rom'
  return (prefix as Kind | undefined) ?? 'disk'
}

/** Whether its own numbers are those of the devices it is made of, or of memory: they are not summed up with theirs. */
export function isLeaf(kind: Kind): boolean {
  return kind === 'disk' || kind === 'rom' || kind === 'nbd'
}

/** By what it is connected, in the order in which one bus may lie behind another. */
const BUSES: readonly (readonly [RegExp, string])[] = [
  [/\/usb\d+\//, 'usb'],
  [/\/session\d+\//, 'iscsi'],
  [/\/rport-/, 'fc'],
  [/\/end_device-/, 'sas'],
  [/\/ata\d+\//, 'sata'],
  [/\/nvme-fabrics\//, 'nvme-of'],
  [/\/nvme/, 'nvme'],
  [/\/virtio\d+\/host\d+\//, 'virtio-scsi'],
  [/\/virtio\d+\//, 'virtio'],
  [/\/vmbus|\/VMBUS/i, 'vmbus'],
  [/\/vbd-/, 'xen'],
  [/\/mmc_host\//, 'mmc'],
  [/\/rbd\//, 'rbd'],
  [/\/host\d+\//, 'scsi'],
]

/**
 * How it is connected, by the path its link in /sys/block has: `../devices/pci0000:00/0000:00:02.0/virtio1/block/vda`. The name
 * tells it no more: sd* has been every SATA, SAS, USB and FC disk since libata. Null: not told.
 */
export function transportOf(link: string | undefined): string | null {
  return BUSES.find(([bus]) => link !== undefined && bus.test(link))?.[1] ?? null
}

/** Whether a hypervisor stands between: what such a disk says of itself is what the host chose to say. */
export function isVirtual(transport: string | null, model: string | null): boolean {
  return (
    (transport !== null && ['virtio', 'virtio-scsi', 'vmbus', 'xen'].includes(transport)) ||
    /qemu|virtual|vbox|vmware|amazon elastic|google|persistentdisk/i.test(model ?? '')
  )
}

/** The disk of a partition: `vda1` of `vda`, `nvme0n1p2` of `nvme0n1`. Kernel: block/partitions/core.c add_partition */
export function diskOf(name: string, disks: ReadonlySet<string>): string | null {
  const [, plain] = /^(.*\D)\d+$/.exec(name) ?? []
  const [, numbered] = /^(.*\d)p\d+$/.exec(name) ?? []
  return [numbered, plain].find((disk) => disk !== undefined && disks.has(disk)) ?? null
}

/** Anything that can hold data, or did something. */
export function isThere(size: Bytes | null, everUsed: boolean): boolean {
  return size === null ? everUsed : size > 0
}
