import { expect, test } from 'vitest'
import { bothWant, NO_WANTS, type ProcessWants } from '../../src/sample/wants.ts'
import { source } from '../../src/source.ts'

const of = (...every: readonly (readonly [string, number])[]) => ({
  ...NO_WANTS,
  sources: every.map(([path, seconds]) => source(path, () => null, seconds)),
})
const both = (a: ReturnType<typeof of>, b: ReturnType<typeof of>) =>
  bothWant(a, b).sources.map(({ path, every }) => [path, every])

test('a file that several want is read once, as often as who wants it most often', () => {
  expect(both(of(['/a', 60], ['/b', 1]), of(['/a', 5], ['/b', 30]))).toEqual([
    ['/a', 5],
    ['/b', 1],
  ])
  expect(both(of(['/a', 60]), of(['/a', 0]))).toEqual([['/a', 0]])
})

test('nothing is made anew where all is wanted already', () => {
  const a = of(['/a', 5], ['/b', 1])
  expect(bothWant(a, of(['/b', 1], ['/a', 60])).sources).toBe(a.sources)
})

test('of processes everything that one of two wants, and one process closely', () => {
  const wants = (change: Partial<ProcessWants>) => ({
    ...NO_WANTS,
    processes: {
      visible: [],
      files: [],
      everybody: [],
      threads: 'none',
      focus: null,
      ...change,
    } satisfies ProcessWants,
  })
  const one = wants({ visible: [1], files: ['io'], threads: 'moved', focus: { pid: 7, files: ['io'], start: 9 } })
  const other = wants({ visible: [2], everybody: ['cgroup'], threads: 'visible', focus: { pid: 7, files: ['exe'] } })
  expect(bothWant(one, other).processes).toEqual({
    visible: [1, 2],
    files: ['io'],
    everybody: ['cgroup'],
    threads: 'moved',
    active: [],
    focus: { pid: 7, files: ['io', 'exe'], start: 9 },
  })
  expect(bothWant(one, wants({ focus: { pid: 8, files: ['exe'] } })).processes?.focus?.pid).toBe(7)
  expect(bothWant(NO_WANTS, one).processes).toBe(one.processes)
})
