import { expect, test } from 'vitest'
import { netDeviceFiles, netDevices, rxMissedErrors } from '../../../../src/parse/class/net/device.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  const files = netDeviceFiles('lo', 10)
  const read = (name: string) => fixture(`idle-4node/t0/sys/class/net/lo/${name}`)
  expect(rxMissedErrors('lo').parse(read('statistics/rx_missed_errors'))).toBe(0)
  expect(files.mtu.parse(read('mtu'))).toBe(65536)
  expect(files.operstate.parse(read('operstate'))).toBe('unknown')
  expect(files.carrierChanges.parse(read('carrier_changes'))).toBe(0)
  expect(files.txQueueLength.parse(read('tx_queue_len'))).toBe(1000)
})

test('where the files are', () => {
  const files = netDeviceFiles('eth0', 10)
  expect(netDevices.path).toBe('/sys/class/net/')
  expect(rxMissedErrors('eth0').path).toBe('/sys/class/net/eth0/statistics/rx_missed_errors')
  expect(files.queues.path).toBe('/sys/class/net/eth0/queues/')
  expect(files.speed.parse(bytes('-1\n'))).toBe(-1)
  expect(files.device.parse(bytes('driver -> ../../../bus/virtio/drivers/virtio_net\nuevent\n'))).toEqual([
    { name: 'driver', target: '../../../bus/virtio/drivers/virtio_net' },
    { name: 'uevent' },
  ])
})
