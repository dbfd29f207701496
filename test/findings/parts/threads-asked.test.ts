import { expect, test } from 'vitest'
import { allThreads, THREADS_ASKED } from '../../../src/findings/parts/threads-asked.ts'

test('all threads, with what tells who is throttled or frozen', () => {
  const { processes, sources = [] } = allThreads(null)
  expect(processes?.threads).toBe('moved')
  expect(processes?.active).toEqual(expect.arrayContaining(['schedstat', 'cgroup']))
  expect(sources.map(({ path }) => path)).toContain('/proc/stat')
})

test('until then nothing is known, which is not that nothing is there', () => {
  expect(THREADS_ASKED).toMatchObject({ missing: 'pending', source: '/proc/PID/task' })
})
