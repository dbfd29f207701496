import { expect, test } from 'vitest'
import { diskOf, isThere, isVirtual, kindOf, transportOf } from '../../../src/model/disks/kinds.ts'

test.each([
  ['vda', null, 'disk'],
  ['nvme0n1', null, 'disk'],
  ['sr0', null, 'rom'],
  ['loop3', null, 'loop'],
  ['zram0', null, 'zram'],
  ['ram0', null, 'ram'],
  ['md127', null, 'raid'],
  ['md_d0', null, 'raid'],
  ['mdadm', null, 'disk'],
  ['dm-0', null, 'dm'],
  ['dm-1', 'LVM-abc', 'lvm'],
  ['dm-2', 'CRYPT-LUKS2-abc-root', 'crypt'],
  ['dm-3', 'mpath-3600', 'mpath'],
] as const)('%s (%s) is %s', (name, uuid, kind) => expect(kindOf(name, uuid)).toBe(kind))

test.each([
  ['../devices/pci0000:00/0000:00:02.0/virtio1/block/vda', 'virtio'],
  ['../devices/pci0000:00/0000:00:05.0/virtio2/host0/target0:0:1/0:0:1:0/block/sda', 'virtio-scsi'],
  ['../devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda', 'sata'],
  ['../devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb', 'usb'],
  ['../devices/platform/host7/session1/target7:0:0/7:0:0:1/block/sdc', 'iscsi'],
  ['../devices/pci0000:00/0000:04:00.0/host1/rport-1:0-2/target1:0:0/1:0:0:0/block/sdd', 'fc'],
  ['../devices/pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1', 'nvme'],
  ['../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1', 'nvme'],
  ['../devices/LNXSYSTM:00/VMBUS:01/99221fa0/host0/target0:0:0/0:0:0:0/block/sda', 'vmbus'],
  ['../devices/vbd-51712/block/xvda', 'xen'],
  ['../devices/virtual/block/loop0', null],
  [undefined, null],
])('%s is connected by %s', (link, transport) => expect(transportOf(link)).toBe(transport))

test('a virtual disk by its bus or its model', () => {
  expect(isVirtual('virtio', null)).toBe(true)
  expect(isVirtual('sata', 'ATA QEMU HARDDISK')).toBe(true)
  expect(isVirtual('nvme', 'Amazon Elastic Block Store')).toBe(true)
  expect(isVirtual('nvme', 'Samsung SSD 990')).toBe(false)
  expect(isVirtual(null, null)).toBe(false)
})

test('the disk of a partition', () => {
  const disks = new Set(['vda', 'nvme0n1', 'md0', 'dm-0', 'mmcblk0', 'loop1'])
  expect(['vda1', 'vda12', 'nvme0n1p2', 'md0p1', 'mmcblk0p1', 'loop1p3'].map((name) => diskOf(name, disks))).toEqual([
    'vda',
    'vda',
    'nvme0n1',
    'md0',
    'mmcblk0',
    'loop1',
  ])
  expect(['sda1', 'nvme0n12', 'vdap1', 'vda'].map((name) => diskOf(name, disks))).toEqual([null, null, null, null])
})

test('an empty loop device is not there; one of unknown size only if it was used', () => {
  expect([isThere(0, true), isThere(1, false), isThere(null, true), isThere(null, false)]).toEqual([
    false,
    true,
    true,
    false,
  ])
})
