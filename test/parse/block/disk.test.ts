import { expect, test } from 'vitest'
import { diskFiles, diskSize, disks, partitionSize } from '../../../src/parse/block/disk.ts'
import { bytes, fixture } from '../fixture.ts'

test('a captured disk', () => {
  const files = diskFiles('vdc')
  const read = (path: string) => fixture(`dirty-slow/t0${path}`)
  expect(diskSize('vdc').parse(read(diskSize('vdc').path))).toBe(2 ** 30)
  expect(files.scheduler.parse(read(files.scheduler.path))).toEqual({
    chosen: 'none',
    options: ['none', 'mq-deadline'],
  })
  expect(files.nrRequests.parse(read(files.nrRequests.path))).toBe(256)
  expect(files.rotational.parse(read(files.rotational.path))).toBe(1)
  const held = diskFiles('dm-0')
  expect(held.dmName.parse(fixture(`load-d/t0${held.dmName.path}`))).toBe('held')
  expect(held.dmSuspended.parse(fixture(`load-d/t0${held.dmSuspended.path}`))).toBe(1)
})

test('a slash in a name is a ! in sysfs', () => {
  expect(diskSize('cciss/c0d0').path).toBe('/sys/block/cciss!c0d0/size')
  expect(partitionSize('cciss/c0d0', 'cciss/c0d0p1').path).toBe('/sys/block/cciss!c0d0/cciss!c0d0p1/size')
  expect(partitionSize('vda', 'vda1').parse(bytes('2048\n'))).toBe(2 ** 20)
})

test('the list of disks is a folder of links', () => {
  expect(disks.path).toBe('/sys/block/')
  expect(disks.parse(bytes('vda -> ../devices/virtio1/block/vda\n'))).toEqual([
    { name: 'vda', target: '../devices/virtio1/block/vda' },
  ])
})
