import { expect, test } from 'vitest'
import { numaRemote } from '../../src/findings/numa-remote.ts'
import { processes } from '../model/record.ts'
import { capturedLook, clear, holder, lookAt, notEvaluable, seen } from './looks.ts'
import { type NodeFiles, nodeFiles } from './nodes.ts'

/** In a second: pages that node 0 wanted and node 1 gave, of so many that were given as wanted. */
function machine(missed: number, hit: number, more: Partial<NodeFiles> = {}) {
  return {
    was: nodeFiles({ free: 100, ...more }, { free: 9000 }),
    now: nodeFiles({ free: 100, hit, foreign: missed, ...more }, { free: 9000, miss: missed }),
  }
}

test('pages that a node wanted and another gave', () => {
  const look = seen(lookAt(numaRemote, machine(2000, 18_000)))
  expect(look).toMatchObject({ seen: 'warning', hold: false, value: 10, scope: { nodes: [0] } })
  expect(look.culprits[0]).toMatchObject({ kind: 'node', key: '0' })
})

test('silent below its share, and for a trickle', () => {
  expect(seen(lookAt(numaRemote, machine(2000, 39_000))).hold).toBe(true)
  clear(lookAt(numaRemote, machine(2000, 98_000)))
  expect(seen(lookAt(numaRemote, machine(1000, 1000))).hold).toBe(true)
  clear(lookAt(numaRemote, machine(500, 500)))
})

test('interleaving is a policy, and a node without memory always gets it elsewhere', () => {
  const { was, now } = machine(2000, 18_000)
  const interleaved = nodeFiles({ free: 100, hit: 18_000, foreign: 2000, interleave: 9000 }, { free: 9000, miss: 2000 })
  expect(seen(lookAt(numaRemote, { was, now: interleaved })).seen).toBe('info')
  seen(lookAt(numaRemote, { was, now }))
  clear(lookAt(numaRemote, machine(2000, 18_000, { total: 0 })))
})

test('a large process whose pages are far from where it runs, unless a policy spreads them', () => {
  const placed = (away: number, mode = 'default') => {
    const nodes = new Map([
      [0, (2 - away) * 2 ** 30],
      [1, away * 2 ** 30],
    ])
    const part = { policy: mode, mode, named: [], kind: 'private' as const, nodes, mappings: 1 }
    const row = holder(5, 'db', 2000, { numa_maps: { value: { nodes, parts: [part] }, at: 0 } })
    return { processes: processes(1000, [row], [0]) }
  }
  const machine2 = machine(0, 1000)
  expect(seen(lookAt(numaRemote, { ...machine2, ...placed(1) }))).toMatchObject({
    seen: 'warning',
    value: 50,
    culprits: [{ kind: 'process', key: '5:5', share: '50.0 % of 2.0 GiB away' }],
  })
  clear(lookAt(numaRemote, { ...machine2, ...placed(0.9) }))
  clear(lookAt(numaRemote, { ...machine2, ...placed(1.5, 'interleave') }))
})

test('one node has no other', () => {
  clear(lookAt(numaRemote, { now: nodeFiles({ free: 100 }) }))
})

test('one sample, or no counters, cannot be judged', () => {
  expect(notEvaluable(lookAt(numaRemote, { now: machine(1, 1).now })).missing).toBe('pending')
  notEvaluable(lookAt(numaRemote, { now: {} }))
  const { was, now } = machine(2000, 18_000)
  const frozen = { '/proc/sys/vm/numa_stat': '0\n' }
  expect(notEvaluable(lookAt(numaRemote, { was: { ...was, ...frozen }, now: { ...now, ...frozen } }))).toEqual({
    missing: 'off',
    source: '/proc/sys/vm/numa_stat',
    why: 'numa_stat is off: hits and misses are not counted',
    remedy: 'sysctl vm.numa_stat=1',
  })
  expect(notEvaluable(lookAt(numaRemote, { now: { ...now, ...frozen } })).missing).toBe('off')
})

test('a captured machine is silent', async () => {
  clear(await capturedLook(numaRemote, 'idle-4node'))
})
