import { expect, test } from 'vitest'
import { nic } from '../../src/findings/nic.ts'
import { netDeviceFiles, netDevices } from '../../src/parse/class/net/device.ts'
import { type NetDev, netDev } from '../../src/parse/net/dev.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

interface Told {
  readonly packets?: number
  readonly errors?: number
  readonly dropped?: number
  readonly bytes?: number
  readonly speed?: number
  readonly duplex?: string
  readonly changes?: number
}

const files = netDeviceFiles('eth0', 10)

/** One interface, in one second. */
function machine({
  packets = 10_000,
  errors = 0,
  dropped = 0,
  bytes = 0,
  speed = 1000,
  duplex = 'full',
  changes = 3,
}: Told) {
  const none = { bytes: 0, packets: 0, errors: 0, fifo: 0, compressed: 0, dropped: 0 }
  const device = (of: number): NetDev => ({
    name: 'eth0',
    rx: {
      ...none,
      frame: 0,
      multicast: 0,
      packets: packets * of,
      errors: errors * of,
      dropped: dropped * of,
      bytes: bytes * of,
    },
    tx: { ...none, collisions: 0, carrier: 0 },
  })
  const net = (of: number): Net => ({
    given: [
      [netDev, [device(of)]],
      [netDevices, [{ name: 'eth0', target: '../../devices/pci0000:00/0000:00:03.0/net/eth0' }]],
      [files.operstate, 'up'],
      [files.speed, speed],
      [files.duplex, duplex],
      [files.carrierChanges, changes],
    ],
  })
  return { now: net(1), was: net(0) }
}

test('errors from one of ten thousand on are a warning, one of a hundred is critical', () => {
  expect(seen(lookAtNet(nic, machine({ errors: 2 })))).toMatchObject({ seen: 'warning', scope: { devices: ['eth0'] } })
  expect(seen(lookAtNet(nic, machine({ errors: 102 }))).seen).toBe('critical')
  clear(lookAtNet(nic, machine({ packets: 100_000, errors: 2 })))
})

test('some drops are packets of unknown protocols, many are a warning', () => {
  clear(lookAtNet(nic, machine({ dropped: 100 })))
  expect(seen(lookAtNet(nic, machine({ dropped: 102 }))).seen).toBe('warning')
  clear(lookAtNet(nic, machine({ packets: 20, dropped: 9 })))
})

test('a full interface is a warning; where no speed is told nobody knows', () => {
  expect(seen(lookAtNet(nic, machine({ bytes: 112_500_000 }))).says).toContain('eth0 is full')
  clear(lookAtNet(nic, machine({ bytes: 112_400_000 })))
  clear(lookAtNet(nic, machine({ bytes: 1e12, speed: -1 })))
})

test('half duplex and a lower speed than before are a degraded link', () => {
  expect(seen(lookAtNet(nic, machine({ duplex: 'half' }))).says).toContain('half duplex')
  const { kept } = clear(lookAtNet(nic, machine({})))
  const slower = { ...machine({ speed: 100 }), kept: kept as never }
  expect(seen(lookAtNet(nic, slower)).says).toBe('eth0 fell from 1,000 to 100 Mbit/s.')
})

test('a link that comes and goes twice in ten minutes', () => {
  const first = clear(lookAtNet(nic, machine({})))
  const once = clear(lookAtNet(nic, { ...machine({ changes: 4 }), kept: first.kept as never }))
  const twice = { ...machine({ changes: 5 }), kept: once.kept as never }
  expect(seen(lookAtNet(nic, twice)).says).toContain('came or went 2 times')
  clear(lookAtNet(nic, { ...twice, at: 1700 }))
})

test('one sample gives no rate', () => {
  expect(notEvaluable(lookAtNet(nic, { now: machine({}).now })).missing).toBe('pending')
  notEvaluable(lookAtNet(nic, { now: {}, was: {} }))
})
