import { expect, test } from 'vitest'
import { busyness } from '../../../src/model/load/busyness.ts'
import { allCpus, cpuLoads } from '../../../src/model/load/cpus.ts'
import type { Cpu } from '../../../src/parse/stat.ts'

const NONE = { nice: 0, irq: 0, softirq: 0, steal: 0, guest: 0, guestNice: 0 }
const cpu = (id: number, user: number, system: number, idle: number, iowait = 0): Cpu => ({
  ...NONE,
  id,
  user,
  system,
  idle,
  iowait,
})

test('is what the shares of all CPUs say, and the largest of those of each', () => {
  const before = [cpu(0, 10, 5, 100), cpu(2, 7, 7, 7, 7), cpu(3, 0, 0, 0)]
  const after = [cpu(0, 90, 25, 100), { ...cpu(2, 17, 7, 90, 17), steal: 3 }, cpu(3, 0, 0, 100)]
  const shares = allCpus({ cpu: cpu(0, 0, 0, 0), cpus: before }, { cpu: cpu(0, 0, 0, 0), cpus: after })
  const found = busyness(before, after)
  expect(found?.busy).toBeCloseTo(shares?.busy ?? Number.NaN, 12)
  expect(found?.iowait).toBeCloseTo(shares?.iowait ?? Number.NaN, 12)
  expect(found?.busiest).toBe(Math.max(...cpuLoads(before, after).map(({ shares }) => shares?.busy ?? 0)))
})

test('CPUs that came, went, or began anew are left out; idle that steps back stood still', () => {
  expect(busyness([cpu(0, 0, 0, 0), cpu(1, 9, 9, 9)], [cpu(0, 50, 0, 50), cpu(4, 900, 0, 0)])?.busy).toBe(0.5)
  expect(busyness([cpu(0, 100, 0, 0)], [cpu(0, 0, 0, 50)])).toBeNull()
  expect(busyness([cpu(0, 0, 0, 7)], [cpu(0, 9, 1, 5)])).toEqual({ busy: 1, iowait: 0, busiest: 1 })
  expect(busyness([cpu(0, 1, 1, 1)], [cpu(0, 1, 1, 1)])).toBeNull()
})
