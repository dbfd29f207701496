import { expect, test } from 'vitest'
import { numaLeft, numaLeftSources } from '../../../src/model/numa/left.ts'
import { vmstat } from '../../../src/parse/vmstat.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const node = (id: number, free: number, file: number) =>
  [
    `Node ${id} MemTotal: 1000 kB`,
    `Node ${id} MemFree: ${free} kB`,
    `Node ${id} Active(file): ${file} kB`,
    `Node ${id} Inactive(file): 0 kB`,
    '',
  ].join('\n')
const MEMINFO = '/sys/devices/system/node/node0/meminfo'
const FILES = {
  '/sys/devices/system/node/online': '0-1\n',
  [MEMINFO]: node(0, 100, 50),
  '/sys/devices/system/node/node1/meminfo': node(1, 80, 90),
  '/proc/vmstat': 'numa_miss 500\n',
}

function looked(files: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>): Samples {
  const sources = (known: Samples | null) => [...numaLeftSources(known), vmstat]
  return samplesOf(sources(samplesOf(sources(null), files, null)), files, { ...files, ...before }, 2)
}

test('the node with least left is named: free memory and page cache, which can be dropped', () => {
  expect(numaLeft.of(looked(FILES, { '/proc/vmstat': 'numa_miss 100\n' }), someFacts)).toEqual({
    nodes: 2,
    least: { node: 0, left: 150 * 1024, total: 1000 * 1024 },
    misses: 200,
    isFrozen: false,
  })
})

test('with vm.numa_stat at 0 the counters stand still: misses are not known, and not 0', () => {
  const numastat = 'numa_hit 0\nnuma_miss 0\nnuma_foreign 0\ninterleave_hit 0\nlocal_node 0\nother_node 0\n'
  const stats = {
    '/proc/vmstat': 'numa_miss 0\n',
    '/sys/devices/system/node/node0/numastat': numastat,
    '/sys/devices/system/node/node1/numastat': numastat,
  }
  const at = (value: string) =>
    numaLeft.of(looked({ ...FILES, ...stats, '/proc/sys/vm/numa_stat': value }, {}), someFacts)
  expect(at('0\n')).toMatchObject({ misses: null, isFrozen: true })
  expect(at('1\n')).toMatchObject({ misses: 0, isFrozen: false })
})

test('misses are those that the NUMA pane sums up: of the files of the nodes', () => {
  const numastat = (miss: number) =>
    `numa_hit 1\nnuma_miss ${miss}\nnuma_foreign 0\ninterleave_hit 0\nlocal_node 1\nother_node 0\n`
  const stats = (a: number, b: number) => ({
    '/sys/devices/system/node/node0/numastat': numastat(a),
    '/sys/devices/system/node/node1/numastat': numastat(b),
  })
  const samples = looked({ ...FILES, ...stats(300, 90) }, { '/proc/vmstat': 'numa_miss 100\n', ...stats(100, 50) })
  expect(numaLeft.of(samples, someFacts)?.misses).toBe(120)
})

test('where there is one node there is nothing to say, and nothing of it is read', () => {
  const one = { ...FILES, '/sys/devices/system/node/online': '0\n' }
  const samples = looked(one, {})
  expect(numaLeft.of(samples, someFacts)).toBeNull()
  expect(numaLeftSources(samples).map(({ path }) => path)).not.toContain(MEMINFO)
})

test('a node that cannot be read, or has no memory, is left out', () => {
  const found = numaLeft.of(looked({ ...FILES, [MEMINFO]: node(0, 0, 0).replace('1000', '0') }, {}), someFacts)
  expect(found?.least?.node).toBe(1)
})
