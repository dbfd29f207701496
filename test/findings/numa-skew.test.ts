import { expect, test } from 'vitest'
import { numaSkew } from '../../src/findings/numa-skew.ts'
import { capturedLook, clear, type Files, lookAt, notEvaluable, pairs, seen } from './looks.ts'
import { type NodeFiles, nodeFiles } from './nodes.ts'

function machine(scanned: number, ...nodes: readonly NodeFiles[]) {
  const at = (times: number): Files => ({
    ...nodeFiles(...nodes),
    '/proc/vmstat': pairs({ pgscan_kswapd: scanned * times, allocstall_normal: 0 }),
  })
  return { was: at(0), now: at(1) }
}

test('a node that is full beside one with room, while memory is reclaimed', () => {
  const look = seen(lookAt(numaSkew, machine(100, { free: 400, cache: 400 }, { free: 8000 })))
  expect(look).toMatchObject({ seen: 'warning', hold: false, scope: { nodes: [0] } })
  expect(seen(lookAt(numaSkew, machine(0, { free: 800 }, { free: 8000 }))).seen).toBe('info')
})

test('with the counters off it is not known whether memory comes from afar, and that is said', () => {
  const { was, now } = machine(0, { free: 800 }, { free: 8000 })
  const frozen = { '/proc/sys/vm/numa_stat': '0\n' }
  const look = seen(lookAt(numaSkew, { was: { ...was, ...frozen }, now: { ...now, ...frozen } }))
  expect(look.seen).toBe('info')
  expect(look.says).toBe(
    'Node 0 is full (800 MiB free or cache) while node 1 has 48.8 % left; nobody waits for reclaim now, whether memory comes from afar is not known: numa_stat is off (sysctl vm.numa_stat=1).',
  )
  expect(look.evidence.find(({ what }) => what === 'given by another node')).toMatchObject({
    seen: null,
    from: '/proc/sys/vm/numa_stat is 0',
  })
  expect(seen(lookAt(numaSkew, { was, now })).says).toMatch(/; nobody waits for it now\.$/)
})

test('silent at its limits', () => {
  expect(seen(lookAt(numaSkew, machine(100, { free: 820 }, { free: 8000 }))).hold).toBe(true)
  clear(lookAt(numaSkew, machine(100, { free: 1320 }, { free: 8000 })))
  clear(lookAt(numaSkew, machine(100, { free: 400 }, { free: 4900 })))
})

test('page cache can be dropped', () => {
  clear(lookAt(numaSkew, machine(100, { free: 100, cache: 4000 }, { free: 8000 })))
})

test('nodes without CPUs, and small ones, are no neighbours', () => {
  clear(lookAt(numaSkew, machine(100, { free: 400 }, { free: 8000, cpus: '' })))
  clear(lookAt(numaSkew, machine(100, { free: 1, total: 4000 }, { free: 8000 })))
  clear(lookAt(numaSkew, machine(100, { free: 1 })))
})

test('cannot be told without the files of the nodes', () => {
  notEvaluable(lookAt(numaSkew, { now: {} }))
  const { was, now } = machine(1, { free: 400 }, { free: 8000 })
  const { '/sys/devices/system/node/node1/meminfo': _, ...rest } = now
  expect(notEvaluable(lookAt(numaSkew, { was, now: rest })).source).toBe('/sys/devices/system/node/node1/meminfo')
})

test('captured machines', async () => {
  clear(await capturedLook(numaSkew, 'idle-4node'))
})
