import { expect, test } from 'vitest'
import { parseNetDev } from '../../../src/parse/net/dev.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  expect(parseNetDev(fixture('idle-4node/t0/proc/net/dev')).map(({ name }) => name)).toEqual(['lo'])
})

test('received, then sent', () => {
  const [eth0] = parseNetDev(bytes('  eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n'))
  expect(eth0).toEqual({
    name: 'eth0',
    rx: { bytes: 1, packets: 2, errors: 3, dropped: 4, fifo: 5, frame: 6, compressed: 7, multicast: 8 },
    tx: { bytes: 9, packets: 10, errors: 11, dropped: 12, fifo: 13, collisions: 14, carrier: 15, compressed: 16 },
  })
})

test('refuses a line that is cut', () => {
  expect(() => parseNetDev(bytes('  eth0: 1 2 3\n'))).toThrow(ParseError)
})
