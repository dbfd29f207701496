import { expect, test } from 'vitest'
import { confinedOf } from '../../../src/model/numa/confined.ts'
import { aNode } from './a-node.ts'

const nodes = [
  aNode(0, { room: { state: 'full', low: 1 } }),
  aNode(1),
  aNode(2, { room: { state: 'none', low: null }, total: 0 }),
  aNode(8, { room: { state: 'low', low: 1 } }),
]
const ALL = [0, 1, 2, 8]
const policy = (mode: string, ...named: readonly number[]) => ({ mode, named })

test('bound to a full node', () => {
  expect(confinedOf(policy('bind', 0), ALL, nodes)).toEqual({ by: 'bound', nodes: [0], full: [0], low: [] })
  expect(confinedOf(policy('bind', 0, 1, 8), ALL, nodes)).toEqual({
    by: 'bound',
    nodes: [0, 1, 8],
    full: [0],
    low: [8],
  })
})

test('what the cpuset forbids cannot be had under the policy either', () => {
  expect(confinedOf(policy('bind', 0, 1), [1], nodes)).toMatchObject({ by: 'bound', nodes: [1], full: [] })
})

test('a cpuset that leaves a node with memory out; one that leaves out a node without is none', () => {
  expect(confinedOf(policy('default'), [0], nodes)).toEqual({ by: 'cpuset', nodes: [0], full: [0], low: [] })
  expect(confinedOf(policy('default'), [0, 1, 8], nodes)).toBeNull()
  expect(confinedOf(policy('default'), ALL, nodes)).toBeNull()
})

test('prefer, and what confines nothing', () => {
  expect(confinedOf(policy('prefer', 8), ALL, nodes)).toEqual({ by: 'prefers', nodes: [8], full: [], low: [8] })
  expect(confinedOf(policy('prefer (many)', 0, 1), null, nodes)).toMatchObject({ by: 'prefers', full: [0] })
  expect(confinedOf(policy('local'), ALL, nodes)).toBeNull()
  expect(confinedOf(policy('interleave', 0, 1), ALL, nodes)).toBeNull()
  expect(confinedOf(policy('default'), null, nodes)).toBeNull()
})
