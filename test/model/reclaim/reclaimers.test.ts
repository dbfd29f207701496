import { describe, expect, test } from 'vitest'
import { reclaimers } from '../../../src/model/reclaim/reclaimers.ts'
import { stateOf } from '../../../src/model/reclaim/state.ts'
import { countersOf } from './counters.ts'

const QUIET = {
  nr_dirty_threshold: 9,
  pgsteal_kswapd: 0,
  pgsteal_direct: 0,
  pgscan_kswapd: 0,
  pgscan_direct: 0,
  pgscan_anon: 0,
  pgscan_file: 0,
  pgsteal_anon: 0,
  pgsteal_file: 0,
  oom_kill: 0,
}
const to = (change: Partial<typeof QUIET>) => reclaimers(countersOf(QUIET, { ...QUIET, ...change }))
const by = (change: Partial<typeof QUIET>, key: string) => to(change).find((one) => one.key === key)

test('scanned, freed, and how easy it was', () => {
  expect(by({ pgscan_kswapd: 1000, pgsteal_kswapd: 250, pgscan_file: 1000, pgsteal_file: 250 }, 'kswapd')).toEqual({
    key: 'kswapd',
    scanned: 500 * 4096,
    reclaimed: 125 * 4096,
    efficiency: 0.25,
    total: 250 * 4096,
    told: true,
  })
})

describe('a cgroup at its limit', () => {
  test('is what the types of page have more than the reclaimers', () => {
    const change = { pgscan_kswapd: 100, pgsteal_kswapd: 100, pgscan_file: 600, pgsteal_file: 300 }
    expect(by(change, 'cgroup')).toMatchObject({ scanned: 250 * 4096, reclaimed: 100 * 4096, efficiency: 0.4 })
    expect(by({ pgscan_direct: 100, pgscan_file: 90 }, 'cgroup')?.scanned).toBe(0)
  })

  test('is not told where the counters are of the node, nor before they were by type', () => {
    const { nr_dirty_threshold: threshold, ...rest } = QUIET
    const ofNode = reclaimers(countersOf(QUIET, { ...rest, nr_dirty_threshold: threshold }))
    expect(ofNode.find(({ key }) => key === 'cgroup')).toMatchObject({ told: false, scanned: null, total: null })
    const old = reclaimers(countersOf({ pgscan_kswapd: 1 }, { pgscan_kswapd: 1 }))
    expect(old.find(({ key }) => key === 'cgroup')?.told).toBe(false)
  })
})

test('who this kernel does not tell apart is off, not idle', () => {
  expect(by({}, 'proactive')).toMatchObject({ told: false, scanned: null, reclaimed: null, total: null })
})

describe('the state', () => {
  const state = (change: Partial<typeof QUIET>, stalls = 0, kills = 0) => stateOf(to(change), stalls, kills)
  test.each([
    ['idle', {}, 0, 0],
    ['background', { pgscan_kswapd: 5, pgscan_file: 5 }, 0, 0],
    ['cgroup', { pgscan_file: 5 }, 0, 0],
    ['cgroup', { pgscan_kswapd: 5, pgscan_file: 50 }, 0, 0],
    ['foreground', { pgscan_direct: 5, pgscan_file: 50 }, 0, 0],
    ['foreground', {}, 0.5, 0],
    ['oom', { pgscan_direct: 5 }, 9, 0.5],
  ] as const)('%s', (expected, change, stalls, kills) => {
    expect(state(change, stalls, kills)).toBe(expected)
  })

  test('is not known before the second look', () => {
    expect(stateOf(reclaimers(countersOf(null, QUIET)), null, null)).toBeNull()
  })
})
