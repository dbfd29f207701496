import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { swapAreas } from '../../../src/model/swap/areas.ts'
import { swapCgroups } from '../../../src/model/swap/cgroups.ts'
import { holderGroups } from '../../../src/model/swap/groups.ts'
import { holdersOf, sumsOf } from '../../../src/model/swap/holders.ts'
import { swapLevel } from '../../../src/model/swap/level.ts'
import { needOf } from '../../../src/model/swap/need.ts'
import { swapTraffic } from '../../../src/model/swap/traffic.ts'
import { unowned } from '../../../src/model/swap/unowned.ts'
import { swapState } from '../../../src/model/swap/verdict.ts'
import { swapView } from '../../../src/views/swap/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'

const expected = (name: string) =>
  readFileSync(new URL(`../../fixtures/swap-4node/expected/${name}`, import.meta.url), 'latin1')
const snapshot = await viewSnapshot('swap-4node', swapView, placeOf(swapView, {}, 'cgroups'))
const summed = await viewSnapshot('swap-4node', swapView, placeOf(swapView, {}, 'processes'))
const holders = holdersOf(summed)
const KIB = 1024

describe('who holds swap', () => {
  /** Those that slept all the while are the same at the capture and when the tools looked. */
  const SLEEPERS = [186, 187, 188, 189, 190]

  test.each(SLEEPERS)('%i as smem and smaps_rollup say', (pid) => {
    const holder = holders.find(({ process }) => process.pid === pid)
    const [, swap, uss, pss, rss] = (new RegExp(`^ *${pid}( +\\d+){4}`, 'm').exec(expected('smem-kib.txt'))?.[0] ?? '')
      .trim()
      .split(/ +/)
      .map(Number) as [number, number, number, number, number]
    expect(holder).toMatchObject({ swap: swap * KIB, uss: uss * KIB, rss: rss * KIB, rough: false })
    // smem cuts the PSS of each mapping to KiB.
    expect(Math.abs((holder?.pss ?? 0) / KIB - pss)).toBeLessThanOrEqual(8)
    const swapPss = new RegExp(`^${pid} .*SwapPss:(\\d+)`, 'm').exec(expected('smaps_rollup-sums.txt'))?.[1]
    expect(holder?.swapPss).toBe(Number(swapPss) * KIB)
  })

  test('kernel threads have no row', () => {
    expect(holders.some(({ process }) => process.stat.comm === 'kthreadd')).toBe(false)
    expect(holders.length).toBeGreaterThan(10)
  })

  test('parts and what is no process’ own make what is used', () => {
    const level = summed.get(swapLevel)
    if (!level) throw new Error('no level')
    const sums = sumsOf(holders)
    const rest = unowned(level, sums)
    expect(sums.held + rest.bytes).toBe(level.used)
    expect(rest).toMatchObject({ isRough: false })
    expect(rest.cached + (rest.shared ?? Number.NaN)).toBe(rest.bytes)
    // 16 MiB of shared memory are in swap, which SwapPss does not count.
    expect(rest.bytes).toBeGreaterThan(16 << 20)
  })

  test('groups add up to the same', () => {
    for (const by of ['program', 'user', 'cgroup'] as const) {
      const groups = holderGroups(holders, by, new Map())
      const all = sumsOf(holders)
      expect(groups.reduce((sum, group) => sum + group.held, 0)).toBe(all.held)
      expect(groups.reduce((sum, group) => sum + group.processes, 0)).toBe(all.processes)
    }
  })
})

test('the device as swapon has it', () => {
  const [name = '', type, size, , prio] = (expected('swapon.txt').split('\n')[1] ?? '').trim().split(/ +/)
  expect(snapshot.get(swapAreas)).toMatchObject([
    { path: name, kind: type, size: Number(size), priority: Number(prio), deleted: false, zram: null },
  ])
})

test('rates between the two instants', () => {
  const traffic = snapshot.get(swapTraffic)
  const dt = snapshot.interval ?? 0
  expect(traffic.in).toBeCloseTo(((604437 - 412927) * 4096) / dt, -3)
  expect(traffic.out).toBeCloseTo(((714566 - 511313) * 4096) / dt, -3)
  expect(traffic.majorFaults).toBeCloseTo((88013 - 57706) / dt, 0)
  // This kernel does not count pages of zeros.
  expect([traffic.zeroIn, traffic.zeroOut, traffic.zswapIn]).toEqual([null, null, 0])
  expect(traffic.readaheadUsed).toBeGreaterThan(0.9)
  const level = snapshot.get(swapLevel)
  expect(level && swapState(level, traffic, snapshot.get(swapAreas))).toBe('active')
})

test('what was missed of memory is no more than what is in swap', () => {
  const level = snapshot.get(swapLevel)
  const need = needOf(snapshot)
  expect(need?.anon).toBe((level?.used ?? 0) - (level?.cached ?? 0))
  expect(need?.back).toBeGreaterThan(need?.bytes ?? 0)
  expect(need?.over).toBeCloseTo(snapshot.interval ?? 0, 3)
})

test('cgroups with what they have in swap', () => {
  const groups = swapCgroups(snapshot.samples)
  const of = (path: string) => groups.find((group) => group.path === path)
  const file = (name: string) =>
    Number(readFileSync(new URL(`../../fixtures/swap-4node/t1/sys/fs/cgroup/${name}`, import.meta.url), 'latin1'))
  expect(of('/batch.slice')).toMatchObject({
    version: 2,
    swap: file('batch.slice/memory.swap.current'),
    max: Number.POSITIVE_INFINITY,
    memoryMax: file('batch.slice/memory.max'),
    processes: 1,
  })
  expect(of('/')).toBeUndefined()
})
