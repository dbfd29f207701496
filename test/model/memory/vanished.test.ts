import { expect, test } from 'vitest'
import { largestEnded } from '../../../src/model/memory/vanished.ts'
import type { Process } from '../../../src/sample/process.ts'
import { holder } from '../../findings/looks.ts'
import { processes } from '../record.ts'

const sample = (rows: readonly Process[]) => ({
  at: 0,
  files: new Map(),
  processes: processes(
    1,
    rows,
    rows.map(() => 0),
  ),
})

test('the largest of those that ended, zombies and pids that were given away among them', () => {
  const [big, small, stays] = [holder(1, 'big', 100), holder(2, 'small', 10), holder(3, 'stays', 900)]
  const zombie = { ...big, stat: { ...big.stat, state: 'Z' as const } }
  const another = { ...big, stat: { ...big.stat, starttime: 999 } }
  const before = sample([big, small, stays])
  expect(largestEnded({ before, after: sample([stays]) })?.pid).toBe(1)
  expect(largestEnded({ before, after: sample([zombie, stays]) })?.pid).toBe(1)
  expect(largestEnded({ before, after: sample([another, small, stays]) })?.pid).toBe(1)
})

test('nobody ended, or processes were not read twice', () => {
  const one = sample([holder(1, 'a', 1)])
  expect(largestEnded({ before: one, after: one })).toBeNull()
  expect(largestEnded({ before: null, after: one })).toBeNull()
  expect(largestEnded({ before: one, after: { ...one, processes: null } })).toBeNull()
})
