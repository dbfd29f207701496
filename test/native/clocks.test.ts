import { expect, test } from 'vitest'
import { cpuClock, threadTime } from '../../src/native/clocks.ts'

test('sleep is no CPU time of a thread, work is', async () => {
  const time = threadTime()
  const before = time()
  await new Promise((done) => setTimeout(done, 300))
  expect(time() - before).toBeLessThan(150)
  const until = process.cpuUsage().user + 50_000
  while (process.cpuUsage().user < until);
  expect(time() - before).toBeGreaterThan(20)
})

test('of a process that is not there, none', () => {
  expect(cpuClock()?.(process.pid)).toBeGreaterThan(0)
  expect(cpuClock()?.(2 ** 22 + 1)).toBeNaN()
})

test('where a sandbox refuses the clocks of processes there are none, rather than no processes', () => {
  expect(cpuClock({ clockGettime: () => -1 })).toBeNull()
  expect(cpuClock({ clockGettime: () => 0 })?.(1)).toBe(0)
})
