import { describe, expect, test } from 'vitest'
import { cache } from '../../../src/model/memory/cache.ts'
import { PART_KEYS, parts, partsOf } from '../../../src/model/memory/parts.ts'
import { memory } from '../../../src/model/memory.ts'
import { parseMeminfo } from '../../../src/parse/meminfo.ts'
import { bytes } from '../../parse/fixture.ts'
import { CASES, captured } from './captured.ts'

describe.each(CASES)('%s', (folder) => {
  test('the parts add up to all of RAM, and little of it is unaccounted', async () => {
    const now = (await captured(folder, parts)).get(parts)
    if (!now) throw new Error('no parts')
    const all = PART_KEYS.reduce((sum, key) => sum + (now.parts[key] ?? 0), 0)
    expect(all).toBe(now.total)
    for (const key of PART_KEYS) expect(now.parts[key] ?? 0, key).toBeGreaterThanOrEqual(0)
    expect((now.parts.unaccounted ?? 0) / now.total).toBeLessThan(0.02)
  })

  test('what could be dropped adds up to buffers and cache of free', async () => {
    const snapshot = await captured(folder, cache, memory)
    const own = snapshot.get(cache)
    const now = snapshot.get(memory)
    if (!own || !now) throw new Error('no cache')
    const { total, unsure, ...kinds } = own
    expect(unsure).toBeLessThanOrEqual(own.mapped)
    expect(Object.values(kinds).reduce((sum, kind) => sum + kind, 0)).toBe(total)
    expect(total).toBe((now.buffers ?? 0) + (now.cache ?? 0))
    for (const kind of Object.values(kinds)) expect(kind).toBeGreaterThanOrEqual(0)
  })
})

test('dirty pages are a part of their own where there are many', async () => {
  const now = (await captured('dirty-slow', parts)).get(parts)
  expect(now?.parts.file_dirty ?? 0).toBeGreaterThan(now?.parts.file_clean ?? Number.NaN)
})

test('how fast they grow is what they grew by', async () => {
  const snapshot = await captured('dirty-slow', parts)
  const now = snapshot.get(parts)
  const sum = PART_KEYS.reduce((all, key) => all + (now?.grows[key] ?? 0), 0)
  expect(sum).toBeCloseTo(0, 3)
  expect(Math.abs(now?.grows.free ?? 0)).toBeGreaterThan(0)
})

const MEMINFO = (more: string) => parseMeminfo(bytes(`MemTotal: 1000 kB\nMemFree: 100 kB\n${more}`))

test('what an old kernel does not tell is unknown, not nothing', () => {
  const { parts: now } = partsOf(MEMINFO(''), null, null)
  expect([now.anon, now.hugetlb, now.percpu, now.zspool, now.file_clean, now.swap_cache]).toEqual(Array(6).fill(null))
  expect(now.unaccounted).toBe(900 * 1024)
})

test('shared memory is not counted as files too, nor kernel stacks as vmalloc', () => {
  const { parts: now } = partsOf(
    MEMINFO('Cached: 300 kB\nShmem: 120 kB\nDirty: 20 kB\nWriteback: 5 kB\nKernelStack: 30 kB\nVmallocUsed: 50 kB\n'),
    null,
    null,
  )
  expect(
    [now.shmem, now.file_clean, now.file_dirty, now.kernel_stack, now.vmalloc].map((b) => (b ?? 0) / 1024),
  ).toEqual([120, 155, 25, 30, 20])
})

test('huge pages of the default size where the sum of all sizes is not told', () => {
  const more = 'Hugepagesize: 2048 kB\nHugePages_Total: 3\n'
  expect(partsOf(MEMINFO(more), null, null).parts.hugetlb).toBe(3 * 2048 * 1024)
})

test('of the swap cache only what no program maps', () => {
  const lists =
    'Active(anon): 60 kB\nInactive(anon): 50 kB\nActive(file): 0 kB\nInactive(file): 0 kB\nAnonPages: 90 kB\n'
  expect(partsOf(MEMINFO(`SwapCached: 30 kB\nCached: 0 kB\n${lists}`), null, null).parts.swap_cache).toBe(20 * 1024)
  expect(partsOf(MEMINFO(`SwapCached: 5 kB\nCached: 0 kB\n${lists}`), null, null).parts.swap_cache).toBe(5 * 1024)
})
