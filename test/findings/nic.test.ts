import { expect, test } from 'vitest'
import { nic } from '../../src/findings/nic.ts'
import { netDeviceFiles, netDevices, rxMissedErrors } from '../../src/parse/class/net/device.ts'
import { type NetDev, netDev } from '../../src/parse/net/dev.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

interface Told {
  readonly packets?: number
  readonly errors?: number
  readonly dropped?: number
  readonly fifo?: number
  /** Null: sysfs does not tell. */
  readonly missed?: number | null
  /** Of what is sent. */
  readonly sent?: { readonly errors: number; readonly fifo: number }
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
  fifo = 0,
  missed = null,
  sent = { errors: 0, fifo: 0 },
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
      fifo: fifo * of,
      bytes: bytes * of,
    },
    tx: { ...none, collisions: 0, carrier: 0, errors: sent.errors * of, fifo: sent.fifo * of },
  })
  const net = (of: number): Net => ({
    given: [
      [netDev, [device(of)]],
      [netDevices, [{ name: 'eth0', target: '../../devices/pci0000:00/0000:00:03.0/net/eth0' }]],
      [files.operstate, 'up'],
      [files.speed, speed],
      [files.duplex, duplex],
      [files.carrierChanges, changes],
      ...(missed === null ? [] : [[rxMissedErrors('eth0'), missed * of] as const]),
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

test('overruns of a ring are lost at the card, whatever the driver counts them as', () => {
  const igb = seen(lookAtNet(nic, machine({ fifo: 20 })))
  expect(igb.says).toBe('eth0 loses 20.0 packets a second, 0.2 %: most found no room at the card.')
  expect(igb.next).toContain('ring')
  // Among the errors, or those missed, as well: they are the same packets.
  for (const twice of [
    { errors: 60, fifo: 60 },
    { dropped: 60, missed: 60, fifo: 60 },
  ])
    expect(seen(lookAtNet(nic, machine(twice))).says).toContain('loses 60.0 packets a second, 0.6 %')
  expect(seen(lookAtNet(nic, machine({ sent: { errors: 30, fifo: 50 } }))).says).toContain('50.0 bad packets a second')
})

test('packets missed by the card are no drops: one of ten thousand is a warning', () => {
  const look = seen(lookAtNet(nic, machine({ dropped: 50, missed: 50, errors: 10 })))
  expect(look.says).toBe('eth0 loses 60.0 packets a second, 0.6 %: most found no room at the card.')
  expect(look.evidence.find(({ what }) => what === 'dropped by eth0')).toMatchObject({ seen: 0 })
  // Where sysfs does not tell they are drops.
  const untold = clear(lookAtNet(nic, machine({ dropped: 50 })))
  expect(untold.evidence.map(({ from }) => from).join()).not.toContain('rx_missed_errors')
  // The rest of the drops is still told: 102 of 10,102.
  expect(seen(lookAtNet(nic, machine({ dropped: 112, missed: 10 }))).says).toContain('drops 102 packets a second')
})

test('a link that goes and comes back twice in ten minutes; once is somebody at the cable', () => {
  const looked = (changes: number, kept: unknown) => lookAtNet(nic, { ...machine({ changes }), kept: kept as never })
  const first = clear(looked(3, null))
  const replugged = clear(looked(5, first.kept))
  const gone = clear(looked(6, replugged.kept))
  const twice = seen(looked(7, gone.kept))
  expect(twice.says).toBe('The link of eth0 went and came back 2 times in ten minutes.')
  expect(twice.value).toBe(2)
  clear(lookAtNet(nic, { ...machine({ changes: 7 }), kept: twice.kept as never, at: 1700 }))
})

test('one sample gives no rate', () => {
  expect(notEvaluable(lookAtNet(nic, { now: machine({}).now })).missing).toBe('pending')
  notEvaluable(lookAtNet(nic, { now: {}, was: {} }))
})
