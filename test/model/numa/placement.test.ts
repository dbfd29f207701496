import { describe, expect, test } from 'vitest'
import { nodeOfCpu } from '../../../src/model/nodes.ts'
import { homeOf, memsOf, placedRows, placementOf, remoteShare, totalOf } from '../../../src/model/numa/placement.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { parsePidNumaMaps } from '../../../src/parse/pid/numa-maps.ts'
import type { Process } from '../../../src/sample/process.ts'
import { numaView } from '../../../src/views/numa/view.ts'
import { fixture } from '../../parse/fixture.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { megabytes, numastatTable } from './tools.ts'

const look = (): Promise<Snapshot> => viewSnapshot('swap-4node', numaView, placeOf(numaView, {}, 'policies'))
const processOf = (snapshot: Snapshot, pid: number): Process => {
  const found = snapshot.tasks.rows.find((row) => row.pid === pid)
  if (!found) throw new Error(`no process ${pid}`)
  return found
}

describe('swap-4node', () => {
  test('as numastat -p, where nothing moved between the instants', async () => {
    const snapshot = await look()
    const told = numastatTable(fixture('swap-4node/expected/numastat-p.txt').toString())
    let compared = 0
    for (const [pid, amounts] of told) {
      if (!/^\d+$/.test(pid)) continue
      const before = parsePidNumaMaps(fixture(`swap-4node/t0/proc/${pid}/numa_maps`))
      const now = placementOf(processOf(snapshot, Number(pid)))
      for (const node of [0, 1, 2, 3]) {
        if (before.nodes.get(node) !== now?.nodes.get(node) || now === null) continue
        compared++
        expect(megabytes(now.nodes.get(node) ?? 0), `${pid} on node ${node}`).toBe(amounts[node]?.toFixed(2))
      }
    }
    expect(compared).toBeGreaterThan(15)
  })

  test('a bound process: where it is, what confines it, and where it ran', async () => {
    const snapshot = await look()
    const sleeper = processOf(snapshot, 188)
    const [placed, ...rest] = placedRows([sleeper])
    expect(rest).toEqual([])
    expect(placed).toMatchObject({ policy: 'bind:2', mode: 'bind', named: [2] })
    expect(homeOf(placed?.nodes ?? new Map())).toBe(2)
    expect(memsOf(sleeper)).toEqual([0, 1, 2, 3])
    const ranOn = snapshot.get(nodeOfCpu).get(sleeper.stat.processor)
    expect(ranOn).toBe(3)
    expect(remoteShare(placed?.nodes ?? new Map(), ranOn)).toBeCloseTo(0.997, 3)
  })
})

test('sums and shares of nothing are not zero where they cannot be known', () => {
  const nodes = new Map([
    [0, 100],
    [8, 300],
  ])
  expect(totalOf(nodes)).toBe(400)
  expect(homeOf(nodes)).toBe(8)
  expect(remoteShare(nodes, 8)).toBe(0.25)
  expect(remoteShare(nodes, 3)).toBe(1)
  expect(remoteShare(nodes, null)).toBeNull()
  expect(remoteShare(new Map(), 0)).toBeNull()
  expect(homeOf(new Map())).toBeNull()
})
