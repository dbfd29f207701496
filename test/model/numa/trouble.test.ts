import { expect, test } from 'vitest'
import type { Balancing } from '../../../src/model/numa/balancing.ts'
import { NO_RATES } from '../../../src/model/numa/counters.ts'
import { MISSES_RATE, troubles } from '../../../src/model/numa/trouble.ts'
import { aNode } from './a-node.ts'

const CALM: Balancing = {
  mode: 0,
  scanned: null,
  faults: null,
  localFaults: null,
  localShare: null,
  migrated: null,
  zoneReclaim: 0,
  counted: true,
  tiers: 0,
  demotion: null,
  promoted: null,
  demoted: null,
}
const full = { state: 'full', low: 1e7 } as const
const low = { state: 'low', low: 1e7 } as const

test('none where all nodes have room, or nothing is known of them', () => {
  expect(troubles([aNode(0), aNode(1, { room: { state: 'unknown', low: null } })], CALM)).toEqual([])
  expect(troubles([aNode(0, { room: { state: 'none', low: null }, total: 0 })], CALM)).toEqual([])
})

test('full nodes together, and where there is room', () => {
  const nodes = [aNode(0, { room: full, free: 1e7, cache: 0 }), aNode(4), aNode(8, { room: full, free: 1e7, cache: 0 })]
  expect(troubles(nodes, CALM)).toEqual([
    { kind: 'full', nodes: [nodes[0], nodes[2]], elsewhere: { node: 4, room: 6e8 } },
  ])
})

test('the worst comes first; a third of a node is not worth going to when it is less', () => {
  const nodes = [aNode(0, { room: low }), aNode(1, { room: full }), aNode(2, { free: 1e8, cache: 1e8 })]
  const found = troubles(nodes, CALM)
  expect(found.map(({ kind }) => kind)).toEqual(['full', 'low'])
  expect(found[0]).toMatchObject({ elsewhere: { node: 0 } })
  expect(found[1]).toMatchObject({ elsewhere: { node: 1 } })
})

const rates = (hit: number, miss: number, local: number, other: number, foreign = 0) => ({
  ...NO_RATES,
  ...{ hit, miss, local, other, foreign },
})

test('misses: from one in twenty on, and no trickle', () => {
  const nodes = (miss: number) => [
    aNode(0, { rates: rates(19 * MISSES_RATE, 0, 1, 0, 7) }),
    aNode(1, { rates: rates(0, miss, 1, 0, 9) }),
  ]
  expect(troubles(nodes(MISSES_RATE), CALM)).toEqual([{ kind: 'miss', share: 0.05, rate: MISSES_RATE, wanted: 1 }])
  expect(troubles(nodes(MISSES_RATE - 1), CALM)).toEqual([])
  expect(troubles([aNode(0, { rates: rates(1, MISSES_RATE - 1, 1, 0) })], CALM)).toEqual([])
  expect(troubles([...nodes(MISSES_RATE), aNode(2)], CALM)).toEqual([])
})

test('remote without misses is a policy', () => {
  const nodes = (local: number, other: number) => [aNode(0, { rates: rates(local + other, 0, local, other) })]
  expect(troubles(nodes(4999, 5000), CALM)).toMatchObject([{ kind: 'remote', rate: 5000 }])
  expect(troubles(nodes(5000, 5000), CALM)).toEqual([])
  expect(troubles(nodes(10, 1000), CALM)).toEqual([])
})

test('knobs: counters that stand, and reclaim on the node', () => {
  expect(troubles([aNode(0)], { ...CALM, counted: false })).toEqual([{ kind: 'frozen' }])
  expect(troubles([aNode(0)], { ...CALM, counted: null })).toEqual([])
  expect(troubles([aNode(0)], { ...CALM, zoneReclaim: 3 })).toEqual([{ kind: 'zone-reclaim', mode: 3 }])
  // Any bit turns it on: 2 and 4 are no additions to 1.
  for (const mode of [2, 4])
    expect(troubles([aNode(0)], { ...CALM, zoneReclaim: mode })).toEqual([{ kind: 'zone-reclaim', mode }])
})
