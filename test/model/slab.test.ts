import { expect, test } from 'vitest'
import { slab } from '../../src/model/slab.ts'
import { parseMeminfo } from '../../src/parse/meminfo.ts'
import { fixture } from '../parse/fixture.ts'
import { CASES, captured } from './memory/captured.ts'

test.each(CASES)('%s: the caches hold what meminfo calls slab', async (folder) => {
  const snapshot = await captured(folder, slab)
  const { slabs, totals } = snapshot.get(slab)
  const all = slabs.reduce((sum, { size }) => sum + size, 0)
  const meminfo = parseMeminfo(fixture(`${folder}/t1/proc/meminfo`)).slab ?? Number.NaN
  expect(all).toBeLessThanOrEqual(meminfo * 1.02)
  // What is too large for a cache comes straight from the page allocator, and is slab to meminfo alone.
  expect(all).toBeGreaterThan(meminfo * 0.9)
  expect(totals.caches).toBe(slabs.length)
  expect(totals.activeObjects).toBeLessThanOrEqual(totals.objects)
})

test('as slabtop reckons', async () => {
  const { slabs } = (await captured('swap-4node', slab)).get(slab)
  const dentry = slabs.find(({ name }) => name === 'dentry')
  if (!dentry) throw new Error('no dentry cache')
  expect(dentry.size).toBe(dentry.slabs * dentry.pagesPerSlab * 4096)
  expect(dentry.use).toBe(dentry.activeObjects / dentry.objects)
  expect(dentry.waste).toBe(dentry.size - dentry.activeObjects * dentry.objectSize)
  expect(slabs.find(({ objects }) => objects === 0)?.use).toBeNull()
})
