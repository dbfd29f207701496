import { expect, test } from 'vitest'
import { counted, interfaceSources, interfaces, outside, utilisation } from '../../../src/model/network/interfaces.ts'
import { netDeviceFiles, netDevices, rxMissedErrors } from '../../../src/parse/class/net/device.ts'
import { netDev } from '../../../src/parse/net/dev.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const HEAD = 'Inter-|   Receive\n face |bytes\n'

test('rates of both directions, and what sysfs says of the link', () => {
  const files = netDeviceFiles('eth0', 10)
  const after = {
    [netDev.path]: `${HEAD}  eth0: 3000 30 1 4 6 0 0 0 9000 60 0 2 4 0 0 0\n`,
    [netDevices.path]: 'eth0 -> ../../devices/pci0000:00/virtio2/net/eth0\n',
    [files.speed.path]: '1000\n',
    [files.duplex.path]: 'full\n',
    [files.operstate.path]: 'up\n',
    [files.queues.path]: 'rx-0\nrx-1\ntx-0\n',
    [files.device.path]: 'driver -> ../../bus/virtio/drivers/virtio_net\n',
    [rxMissedErrors('eth0').path]: '9\n',
  }
  const before = {
    [netDev.path]: `${HEAD}  eth0: 1000 10 1 0 0 0 0 0 1000 20 0 2 0 0 0 0\n`,
    [rxMissedErrors('eth0').path]: '6\n',
  }
  const sources = interfaceSources(samplesOf(interfaces.sources, after, null))
  const [eth0] = interfaces.of(samplesOf(sources, after, before, 2), someFacts)
  expect(eth0?.rx).toEqual({ bytes: 1000, packets: 10, errors: 0, dropped: 2, fifo: 3 })
  expect(eth0?.tx).toEqual({ bytes: 4000, packets: 20, errors: 0, dropped: 0, fifo: 2 })
  expect(eth0?.missed).toBe(1.5)
  expect(eth0?.utilisation).toBe((4000 * 8) / 1e9)
  expect(eth0?.link).toMatchObject({
    state: 'up',
    kind: 'hardware',
    driver: 'virtio_net',
    queues: { rx: 2, tx: 1 },
    mtu: null,
  })
})

test('the first look, and one that began anew, have no rates', () => {
  const file = { [netDev.path]: `${HEAD}  eth0: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n` }
  const more = { [netDev.path]: `${HEAD}  eth0: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0\n` }
  const unknown = { bytes: null, packets: null, errors: null, dropped: null, fifo: null }
  expect(interfaces.of(samplesOf([netDev], file, null), someFacts)[0]?.rx).toEqual(unknown)
  expect(interfaces.of(samplesOf([netDev], file, more, 1), someFacts)[0]?.rx.bytes).toBeNull()
})

test('what a card missed is asked of hardware only, at every look', () => {
  const files = {
    [netDev.path]: `${HEAD}eth0: ${ZERO}\nveth1: ${ZERO}\n`,
    [netDevices.path]: 'eth0 -> ../../devices/pci/net/eth0\nveth1 -> ../../devices/virtual/net/veth1\n',
  }
  const asked = interfaceSources(samplesOf(interfaces.sources, files, null)).filter(({ path }) => /missed/.test(path))
  expect(asked).toMatchObject([{ path: '/sys/class/net/eth0/statistics/rx_missed_errors' }])
  expect(asked[0]?.every).toBe(netDev.every)
  const [eth0] = interfaces.of(samplesOf(interfaces.sources, files, files, 1), someFacts)
  expect(eth0).toMatchObject({ missed: null, rx: { dropped: 0 } })
})

test('the busier direction counts, on half duplex both; without a speed there is no share', () => {
  const [rx, tx] = [{ bytes: 1e6 }, { bytes: 3e6 }]
  expect(utilisation(rx, tx, { speed: 100, duplex: 'full' })).toBeCloseTo(0.24)
  expect(utilisation(rx, tx, { speed: 100, duplex: 'half' })).toBeCloseTo(0.32)
  expect(utilisation(rx, tx, { speed: null, duplex: null })).toBeNull()
})

test('what leads outside: hardware, and without any all but lo', () => {
  const files = { [netDev.path]: `${HEAD}lo: ${ZERO}\neth0: ${ZERO}\nveth1: ${ZERO}\n` }
  const bare = interfaces.of(samplesOf([netDev], files, null), someFacts)
  expect(outside(bare).map(({ name }) => name)).toEqual(['eth0', 'veth1'])
  const links = {
    [netDevices.path]: 'eth0 -> ../../devices/pci/net/eth0\nveth1 -> ../../devices/virtual/net/veth1\n',
  }
  const known = interfaces.of(samplesOf([netDev, netDevices], { ...files, ...links }, null), someFacts)
  expect(outside(known).map(({ name }) => name)).toEqual(['eth0'])
})

test('a radio leads outside too, though its kind is wlan; what is made of hardware does not', () => {
  const names = ['eth0', 'wlan0', 'lan1', 'br0']
  const files = {
    [netDev.path]: `${HEAD}${names.map((name) => `${name}: ${ZERO}\n`).join('')}`,
    [netDevices.path]:
      'eth0 -> ../../devices/pci/net/eth0\nwlan0 -> ../../devices/pci/net/wlan0\n' +
      'lan1 -> ../../devices/platform/switch/net/lan1\nbr0 -> ../../devices/virtual/net/br0\n',
    ...Object.fromEntries(
      [
        ['wlan0', 'wlan'],
        ['lan1', 'dsa'],
        ['br0', 'bridge'],
      ].map(([name, type]) => [`/sys/class/net/${name}/uevent`, `DEVTYPE=${type}\n`]),
    ),
  }
  const sources = interfaceSources(samplesOf(interfaces.sources, files, null))
  const all = interfaces.of(samplesOf(sources, files, null), someFacts)
  expect(all.map(({ link }) => link.kind)).toEqual(['hardware', 'wlan', 'dsa', 'bridge'])
  expect(outside(all).map(({ name }) => name)).toEqual(['eth0', 'wlan0'])
})

test('what counts for the card that it is a part of is not summed beside it; ports of a bond are, as that has no hardware', () => {
  const hardware = ['eth0', 'enP1', 'ens1', 'ens2']
  const files = {
    [netDev.path]: `${HEAD}${[...hardware, 'bond0'].map((name) => `${name}: ${ZERO}\n`).join('')}`,
    [netDevices.path]:
      hardware.map((name) => `${name} -> ../../devices/pci/net/${name}\n`).join('') +
      'bond0 -> ../../devices/virtual/net/bond0\n',
    '/sys/class/net/enP1/master/uevent': 'INTERFACE=eth0\nIFINDEX=2\n',
    '/sys/class/net/ens1/master/uevent': 'DEVTYPE=bond\nINTERFACE=bond0\n',
    '/sys/class/net/ens2/master/uevent': 'DEVTYPE=bond\nINTERFACE=bond0\n',
  }
  const sources = interfaceSources(samplesOf(interfaces.sources, files, null))
  const all = interfaces.of(samplesOf(sources, files, null), someFacts)
  expect(all.map(({ link }) => link.master)).toEqual([null, 'eth0', 'bond0', 'bond0', null])
  expect(outside(all).map(({ name }) => name)).toEqual(hardware)
  expect(counted(all).map(({ name }) => name)).toEqual(['eth0', 'ens1', 'ens2'])
})

const ZERO = Array(16).fill('0').join(' ')
