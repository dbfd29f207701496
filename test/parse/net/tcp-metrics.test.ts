import { expect, test } from 'vitest'
import { type PeerMetrics, tcpMetricsFold } from '../../../src/parse/net/tcp-metrics.ts'
import { ParseError } from '../../../src/source.ts'
import { type Attribute, netlink } from './netlink-message.ts'

const FAMILY = 0x1c
const PEER = [1, Buffer.from([10, 0, 0, 9])] as const

function read(...attributes: readonly Attribute[]): readonly PeerMetrics[] {
  const fold = tcpMetricsFold()
  fold.add(netlink(FAMILY, Buffer.from([1, 1, 0, 0]), attributes))
  return fold.end()
}

test('all that is remembered of a peer; eighths and quarters of a microsecond', () => {
  const vals = [
    [3, 7],
    [4, 11],
    [5, 3],
    [1, 999],
    [6, 51 * 8 + 7],
    [7, 76 * 4],
  ] as const
  const age = Buffer.from(BigUint64Array.of(2n ** 33n + 880n).buffer)
  expect(read(PEER, [11, Buffer.from([10, 0, 0, 1])], [3, age], [6 | 0x8000, vals], [7, Buffer.from([0, 2])])).toEqual([
    {
      peer: '10.0.0.9',
      source: '10.0.0.1',
      age: (2 ** 33 + 880) / 1000,
      rtt: 51e-6,
      rttvar: 76e-6,
      ssthresh: 7,
      cwnd: 11,
      reordering: 3,
      fastOpenMss: new Uint16Array(Uint8Array.of(0, 2).buffer)[0],
    },
  ])
})

test('an older kernel tells ms; what is not told is null', () => {
  expect(read(PEER, [6, [[1, 30 * 8]]])).toMatchObject([
    { rtt: 0.03, rttvar: null, ssthresh: null, cwnd: null, source: null, age: null, fastOpenMss: null },
  ])
  expect(read([2, Buffer.alloc(16, 1)])[0]?.peer).toBe('101:101:101:101:101:101:101:101')
})

test('the end of a dump is no peer; a peer without an address is refused', () => {
  const fold = tcpMetricsFold()
  fold.add(netlink(3, Buffer.alloc(4), []))
  expect(fold.end()).toEqual([])
  expect(() => read([3, Buffer.alloc(8)])).toThrow(ParseError)
})
