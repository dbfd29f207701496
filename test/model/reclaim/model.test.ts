import { expect, test } from 'vitest'
import { balance, evenShare, fileCaches } from '../../../src/model/reclaim/balance.ts'
import { reclaim } from '../../../src/model/reclaim/model.ts'
import { parseVmstat, vmstat } from '../../../src/parse/vmstat.ts'
import { parseZoneinfo } from '../../../src/parse/zoneinfo.ts'
import { fixture } from '../../parse/fixture.ts'
import { captured } from '../memory/captured.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

test('a machine that swaps: foreground, and every rate is the growth of its counter', async () => {
  const snapshot = await captured('swap-4node', reclaim)
  const now = snapshot.get(reclaim)
  const [before, after] = ['t0', 't1'].map((at) => parseVmstat(fixture(`swap-4node/${at}/proc/vmstat`)))
  const grown = (...names: readonly string[]) =>
    names.reduce((sum, name) => sum + (after?.get(name) as number) - (before?.get(name) as number), 0) /
    (snapshot.interval as number)
  expect(now.state).toBe('foreground')
  expect(now.stalls).toBeCloseTo(grown('allocstall_normal', 'allocstall_movable'), 0)
  expect(now.refault.anon).toBeCloseTo(grown('workingset_refault_anon') * 4096, -4)
  expect(now.restore.anon).toBeCloseTo(grown('workingset_restore_anon') * 4096, -4)
  expect(now.majorFaults).toBeCloseTo(grown('pgmajfault'), -1)
  expect(now.anonShare).toBeGreaterThan(0.99)
  expect([now.swappiness, now.generations, now.oomKills.total]).toEqual([60, false, 0])
})

test('a quiet machine is idle', async () => {
  const now = (await captured('load-d', reclaim)).get(reclaim)
  expect([now.state, now.stalls, now.anonShare]).toEqual(['idle', 0, null])
})

test('what reclaim chooses from', async () => {
  const now = (await captured('swap-4node', balance)).get(balance)
  expect(now.tiniest?.tiny).toBe(false)
  expect(now.tiniest?.node).toBe(1)
  expect(now.swapTotal).toBe(1048572 * 1024)
})

test('echo 3 > drop_caches is one write, though it counts among both kinds', () => {
  const drops = (pagecache: number, slab: number) =>
    reclaim.of(
      samplesOf([vmstat], { [vmstat.path]: `drop_pagecache ${pagecache}\ndrop_slab ${slab}\n` }, null),
      someFacts,
    ).drops
  expect([drops(2, 2), drops(1, 3), drops(0, 0)]).toEqual([2, 3, 0])
})

test('hardly any file pages on a node', () => {
  const zones = parseZoneinfo(fixture('swap-4node/t1/proc/zoneinfo')).map((zone) =>
    zone.node === 2 && zone.nodeStats
      ? {
          ...zone,
          nodeStats: new Map([
            ['nr_active_file', 0],
            ['nr_inactive_file', 0],
          ]),
        }
      : zone,
  )
  expect(fileCaches(zones, 4096).map(({ node, tiny }) => [node, tiny])).toEqual([
    [0, false],
    [1, false],
    [2, true],
    [3, false],
  ])
})

test.each([
  [0, 0],
  [60, 0.3],
  [100, 0.5],
  [200, 1],
])('swappiness %i asks for %f anonymous pages', (swappiness, share) => {
  expect(evenShare(swappiness)).toBe(share)
})
