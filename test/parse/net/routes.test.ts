import { expect, test } from 'vitest'
import { type Routes, routesFold } from '../../../src/parse/net/routes.ts'
import { ParseError } from '../../../src/source.ts'
import { link, netlink, rtmsg } from './netlink-message.ts'

const ROUTE = 24
const LAN = Buffer.from([10, 9, 0, 0])
const GATEWAY = Buffer.from([192, 168, 1, 1])
const V6 = Buffer.from([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])

function read(...pieces: readonly Buffer[]): Routes {
  const fold = routesFold({ ask: 'routes', most: 1e6 })
  for (const piece of pieces) fold.add(piece)
  return fold.end()
}

test('a route with an rto_min that is locked, as `ip route` makes it', () => {
  const metrics = [
    [1, 1 << 13],
    [13, 50],
  ] as const
  const { routes, whole } = read(
    link(7, 'eth0'),
    netlink(ROUTE, rtmsg({ bits: 16 }), [
      [15, 254],
      [1, LAN],
      [8, metrics],
      [4, 7],
      [6, 100],
    ]),
  )
  expect(whole).toBe(true)
  expect(routes).toEqual([
    {
      family: 4,
      to: '10.9.0.0/16',
      table: 254,
      via: null,
      device: 'eth0',
      hops: 0,
      priority: 100,
      metrics: [{ name: 'rto_min', value: 50, locked: true }],
    },
  ])
})

test('times in ms, flags by name, a word', () => {
  const metrics = [
    [2, 1400],
    [4, 30 * 8],
    [5, 20 * 4],
    [12, 1 | 64],
    [16, 'cubic'],
  ] as const
  const [route] = read(netlink(ROUTE, rtmsg({}), [[8, metrics]])).routes
  expect(route?.metrics.map(({ name, value }) => `${name} ${value}`)).toEqual([
    'mtu 1400',
    'rtt 30',
    'rttvar 20',
    'features ecn 0x40',
    'congctl cubic',
  ])
})

test('default and hosts, gateways of both families, next hops, interfaces that came since', () => {
  const hop = Buffer.concat([Buffer.from(Uint16Array.of(8).buffer), Buffer.alloc(6)])
  const { routes } = read(
    Buffer.concat([
      netlink(ROUTE, rtmsg({}), [
        [5, GATEWAY],
        [4, 9],
      ]),
      netlink(ROUTE, rtmsg({ bits: 32 }), [
        [1, LAN],
        [18, Buffer.concat([Buffer.from([10, 0]), V6])],
      ]),
      netlink(ROUTE, rtmsg({ family: 10, bits: 32 }), [
        [1, V6],
        [9, Buffer.concat([hop, hop])],
      ]),
    ]),
  )
  expect(routes.map(({ family, to, via, device, hops }) => [family, to, via, device, hops])).toEqual([
    [4, 'default', '192.168.1.1', 'if9', 0],
    [4, '10.9.0.0', '2001:db8::', null, 0],
    [6, '2001:db8::/32', null, null, 2],
  ])
})

test('no route to a person: local ones, broadcast, what was learnt of one address', () => {
  const { routes } = read(
    netlink(ROUTE, rtmsg({ table: 255 }), []),
    netlink(ROUTE, rtmsg({ type: 3 }), []),
    netlink(ROUTE, rtmsg({ flags: 0x200 }), []),
    netlink(ROUTE, rtmsg({ family: 28 }), []),
    netlink(ROUTE, rtmsg({ table: 252 }), [[15, 1000]]),
  )
  expect(routes.map(({ table }) => table)).toEqual([1000])
})

test('cut short is said', () => {
  const fold = routesFold({ ask: 'routes', most: 20 })
  fold.add(netlink(ROUTE, rtmsg({}), []))
  expect(fold.end().whole).toBe(false)
})

test('half a message is refused', () => {
  const whole = netlink(ROUTE, rtmsg({ bits: 16 }), [[1, LAN]])
  expect(() => read(whole.subarray(0, -4))).toThrow(ParseError)
  expect(() => read(netlink(ROUTE, Buffer.alloc(4), []))).toThrow(ParseError)
})
