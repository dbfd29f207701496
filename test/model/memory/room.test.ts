import { expect, test } from 'vitest'
import { cache } from '../../../src/model/memory/cache.ts'
import { roomOf } from '../../../src/model/memory/room.ts'
import { type Memory, memory } from '../../../src/model/memory.ts'
import { swapLevel } from '../../../src/model/swap/level.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { snapshotFrom } from '../../snapshot-of.ts'
import { changedHost } from '../../views/numa/changed-host.ts'

const KIB = 1024
const told = (kib: Readonly<Record<string, number>>) =>
  Object.entries(kib)
    .map(([name, value]) => `${name}: ${value} kB\n`)
    .join('')
const COMMON = { MemTotal: 1000, MemFree: 100, Buffers: 20, Cached: 300, Shmem: 50, SReclaimable: 30 }

async function seen(kib: Readonly<Record<string, number>>) {
  const host = changedHost('idle-4node', { '/proc/meminfo': told(kib) })
  const sources = [...memory.sources, ...swapLevel.sources, ...cache.sources]
  const snapshot = await snapshotFrom(host, () => ({ ...NO_WANTS, sources }))
  return { now: snapshot.get(memory) as Memory, cache: snapshot.get(cache), level: snapshot.get(swapLevel) }
}

test('what is available is what the kernel says', async () => {
  const { now } = await seen({ ...COMMON, MemAvailable: 400 })
  expect([now.available, now.used]).toEqual([400 * KIB, 600 * KIB])
  expect(roomOf(now)).toEqual({ bytes: 400 * KIB, estimated: false })
})

test('more than all there is, as in some containers: MemFree stands in for it, as in free', async () => {
  const { now, level } = await seen({ ...COMMON, MemAvailable: 2000, SwapTotal: 10, SwapFree: 10 })
  expect([now.available, now.used]).toEqual([100 * KIB, 900 * KIB])
  expect(roomOf(now)).toEqual({ bytes: 100 * KIB, estimated: false })
  expect(level?.available).toBe(100 * KIB)
})

test('not told: free memory and cache, without tmpfs, said to be an estimate', async () => {
  const { now } = await seen(COMMON)
  expect([now.available, now.used]).toEqual([null, 900 * KIB])
  expect(roomOf(now)).toEqual({ bytes: 400 * KIB, estimated: true })
})

test('mapped pages may be those of shared memory: what can be dropped is told from the least to the most', async () => {
  const lists = { MemAvailable: 400, 'Active(file)': 200, 'Inactive(file)': 70 }
  const of = async (mapped: number, shmem: number) =>
    (await seen({ ...COMMON, ...lists, Mapped: mapped, Shmem: shmem })).cache
  expect(await of(60, 0)).toMatchObject({ now: 210 * KIB, mapped: 60 * KIB, unsure: 0 })
  expect(await of(60, 50)).toMatchObject({ now: 210 * KIB, mapped: 60 * KIB, unsure: 50 * KIB })
  // All of Mapped could be shared memory, and no file be mapped.
  expect(await of(60, 250)).toMatchObject({ now: 10 * KIB, mapped: 60 * KIB, unsure: 60 * KIB })
  // More is mapped than there are clean file pages: so much of it is shared memory.
  expect(await of(290, 250)).toMatchObject({ now: 0, mapped: 70 * KIB, unsure: 30 * KIB })
})
