import { expect, test } from 'vitest'
import { sweepProgress } from '../../src/views/sweep-progress.ts'

const sweep = { read: 900, of: 10241, done: 7 }

test('how far it is, until it was read of everybody', () => {
  expect(sweepProgress({ ...sweep, partly: new Map([['status', 1311]]) })).toBe('~ 1,311 of 10,241 read')
  expect(sweepProgress(sweep)).toBeNull()
  expect(sweepProgress(null)).toBeNull()
})

test('of several files that which is behind, and of others nothing', () => {
  const partly = new Map([
    ['status', 30],
    ['io', 20],
    ['cgroup', 10],
  ] as const)
  expect(sweepProgress({ ...sweep, partly }, ['status', 'io', 'statm'])).toBe('~ 20 of 10,241 read')
  expect(sweepProgress({ ...sweep, partly }, ['owner'])).toBeNull()
})
