import { expect, test } from 'vitest'
import { memCache } from '../../src/findings/mem-cache.ts'
import { clear, lookAt, meminfoOf, notEvaluable, seen } from './looks.ts'

const machine = (more: Readonly<Record<string, number>>) => ({
  now: {
    '/proc/meminfo': meminfoOf({
      MemFree: 200,
      MemAvailable: 9000,
      Buffers: 0,
      Cached: 10_000,
      SReclaimable: 0,
      Shmem: 0,
      Dirty: 0,
      Writeback: 0,
      Mapped: 0,
      'Active(file)': 5000,
      'Inactive(file)': 5000,
      ...more,
    }),
  },
})

test('a cache that can be dropped clears memory, however little is free', () => {
  expect(clear(lookAt(memCache, machine({}))).evidence[0]).toMatchObject({ what: 'memory available', limit: 20 })
})

test('a cache that is mostly tmpfs is told, from half on', () => {
  const tmpfs = { Shmem: 6000, 'Active(file)': 2000, 'Inactive(file)': 2000 }
  expect(seen(lookAt(memCache, machine(tmpfs)))).toMatchObject({ seen: 'info', hold: false, value: 60 })
  expect(seen(lookAt(memCache, machine({ ...tmpfs, Shmem: 4900 }))).hold).toBe(true)
  clear(lookAt(memCache, machine({ ...tmpfs, Shmem: 4400 })))
})

test('with memory free, or short, it has nothing to say', () => {
  const tmpfs = { Shmem: 6000, 'Active(file)': 2000, 'Inactive(file)': 2000 }
  clear(lookAt(memCache, machine({ ...tmpfs, MemFree: 820 })))
  clear(lookAt(memCache, machine({ ...tmpfs, MemAvailable: 3000 })))
})

test('it cannot be told without MemAvailable', () => {
  notEvaluable(lookAt(memCache, { now: { '/proc/meminfo': meminfoOf({ MemFree: 100 }) } }))
})
