import { expect, test } from 'vitest'
import { type CpuLimits, effectiveCpus } from '../../../src/model/load/effective.ts'

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i)
const by = (given: Partial<CpuLimits>) =>
  effectiveCpus({ online: ids(8), affinity: null, cpuset: null, quotas: [], ...given })
const quota = (path: string, quotaUs: number, periodUs = 100_000) => ({ path, quotaUs, periodUs })

test('nothing else limits: those online', () => {
  expect(by({})).toEqual({ cpus: 8, by: 'online', path: null })
  expect(by({ affinity: ids(128), cpuset: ids(8), quotas: [quota('/', Number.POSITIVE_INFINITY)] })).toEqual({
    ...{ cpus: 8, by: 'online', path: null },
  })
})

test('an affinity that names CPUs which are offline counts those online', () => {
  expect(by({ online: [0, 2, 9], affinity: [0, 1, 2, 3] })).toEqual({ cpus: 2, by: 'affinity', path: null })
})

test('a cpuset counts where it takes more away', () => {
  expect(by({ cpuset: [1, 2, 3] })).toEqual({ cpus: 3, by: 'cpuset', path: null })
  expect(by({ affinity: [1, 2], cpuset: [1, 2, 3] }).by).toBe('affinity')
  expect(by({ affinity: [0, 1], cpuset: [1, 2] })).toEqual({ cpus: 1, by: 'cpuset', path: null })
})

test('the tightest quota of all ancestors, a fraction too', () => {
  const quotas = [quota('/', Number.POSITIVE_INFINITY), quota('/a', 150_000), quota('/a/b', 400_000)]
  expect(by({ quotas })).toEqual({ cpus: 1.5, by: 'quota', path: '/a' })
  expect(by({ quotas: [quota('/c', 5_000, 50_000)] }).cpus).toBe(0.1)
})

test('a quota as large as what is online takes nothing away', () => {
  expect(by({ quotas: [quota('/a', 800_000)] }).by).toBe('online')
  expect(by({ quotas: [quota('/a', 700_000)] }).by).toBe('quota')
})

test('an affinity with no CPU online, and a period of 0, limit nothing', () => {
  expect(by({ affinity: [99] }).cpus).toBe(8)
  expect(by({ quotas: [quota('/a', 100, 0)] }).cpus).toBe(8)
})
