import { describe, expect, test } from 'vitest'
import { COUNTER_KEYS } from '../../../src/model/numa/counters.ts'
import { type NumaNode, numaNodes } from '../../../src/model/numa/nodes.ts'
import { nodeMeminfo } from '../../../src/parse/devices/node/meminfo.ts'
import { nodeNumastat } from '../../../src/parse/devices/node/numastat.ts'
import { numaView } from '../../../src/views/numa/view.ts'
import { fixture } from '../../parse/fixture.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { hardware, megabytes, numastatTable } from './tools.ts'

const KERNEL: Readonly<Record<(typeof COUNTER_KEYS)[number], string>> = {
  hit: 'numa_hit',
  miss: 'numa_miss',
  foreign: 'numa_foreign',
  interleave: 'interleave_hit',
  local: 'local_node',
  other: 'other_node',
}

async function nodesOf(folder: string): Promise<readonly NumaNode[]> {
  return (await viewSnapshot(folder, numaView, placeOf(numaView))).get(numaNodes)
}

const at = (folder: string, instant: string, node: number) => {
  const memory = nodeMeminfo(node)
  const counters = nodeNumastat(node)
  return {
    memory: memory.parse(fixture(`${folder}/${instant}${memory.path}`)),
    counters: counters.parse(fixture(`${folder}/${instant}${counters.path}`)),
  }
}

const expected = (folder: string, file: string) => fixture(`${folder}/expected/${file}`).toString()

/** Goes up and down while a tool starts, and may be the same again after it. */
const RESTLESS: ReadonlySet<string> = new Set([
  'Mapped',
  'Dirty',
  'Writeback',
  'PageTables',
  'KernelStack',
  'AnonPages',
])

// The tools ran between the two instants: what stood still in between must be what they said.
describe.each(['idle-4node', 'swap-4node'])('%s', (folder) => {
  test('as numactl -H', async () => {
    const nodes = await nodesOf(folder)
    const told = hardware(expected(folder, 'numactl-H.txt'))
    expect(nodes.map(({ id }) => id)).toEqual([...told.size.keys()])
    expect(nodes.map(({ cpus }) => cpus)).toEqual([...told.cpus.values()])
    expect(nodes.map(({ total }) => Math.floor((total ?? 0) / 2 ** 20))).toEqual([...told.size.values()])
    expect(nodes.map(({ distances }) => distances)).toEqual(told.distances)
  })

  test('as numastat -m', async () => {
    const nodes = await nodesOf(folder)
    const told = numastatTable(expected(folder, 'numastat-m.txt'))
    let compared = 0
    nodes.forEach((node, i) => {
      const [first, last] = [at(folder, 't0', node.id).memory, at(folder, 't1', node.id).memory]
      expect(node.memory).toEqual(last)
      for (const [name, amount] of node.memory?.bytes ?? []) {
        if (first.bytes.get(name) !== last.bytes.get(name) || !told.has(name) || RESTLESS.has(name)) continue
        compared++
        expect(megabytes(amount), `${name} of node ${node.id}`).toBe(told.get(name)?.[i]?.toFixed(2))
      }
    })
    expect(compared).toBeGreaterThan(35)
    const sum = nodes.reduce((all, { total }) => all + (total ?? 0), 0)
    expect(megabytes(sum)).toBe(told.get('MemTotal')?.at(-1)?.toFixed(2))
  })

  test('counters as numastat, and their growth', async () => {
    const nodes = await nodesOf(folder)
    const told = numastatTable(expected(folder, 'numastat.txt'))
    nodes.forEach((node, i) => {
      const [first, last] = [at(folder, 't0', node.id).counters, at(folder, 't1', node.id).counters]
      for (const key of COUNTER_KEYS) {
        const said = told.get(KERNEL[key])?.[i] ?? Number.NaN
        expect(said, `${key} of node ${node.id}`).toBeGreaterThanOrEqual(first[key])
        expect(said, `${key} of node ${node.id}`).toBeLessThanOrEqual(node.counts?.[key] ?? Number.NaN)
        expect(Math.sign(node.rates[key] ?? Number.NaN)).toBe(Math.sign(last[key] - first[key]))
      }
    })
  })
})

test('room: three nodes of the machine that swaps are below low', async () => {
  const nodes = await nodesOf('swap-4node')
  expect(nodes.map(({ room }) => room.state)).toEqual(['low', 'low', 'low', 'ok'])
  expect((await nodesOf('idle-4node')).map(({ room }) => room.state)).toEqual(['ok', 'ok', 'ok', 'ok'])
})
