import { expect, test } from 'vitest'
import { deepest, splitOf } from '../../../src/findings/parts/memory-group.ts'
import type { MemoryGroup } from '../../../src/model/cgroups/memory-groups.ts'

const MIB = 2 ** 20
const group = (change: Partial<MemoryGroup>): MemoryGroup => ({
  ...{
    path: '/a',
    depth: 1,
    version: 2,
    folder: '/sys/fs/cgroup/a',
    usage: 1000 * MIB,
    workingSet: null,
    limit: null,
    high: null,
  },
  ...{ anon: null, shmem: null, slab: null, sock: null, hits: null, highs: null, kills: null, killed: null },
  stalled: null,
  ...change,
})

test('what fills it, the largest first; below a twentieth is small', () => {
  expect(splitOf(group({ anon: 100 * MIB, shmem: 600 * MIB, slab: 50 * MIB, sock: 49 * MIB }))).toBe(
    'tmpfs and shared 600 MiB, anonymous 100 MiB, slab 50.0 MiB',
  )
})

test('what is not known, or is nothing, is not told', () => {
  expect(splitOf(group({ usage: null, anon: 0, shmem: 1 * MIB }))).toBe('tmpfs and shared 1.0 MiB')
  expect(splitOf(group({}))).toBe('')
})

test('of groups one in the other the deepest is meant; a longer name is no child', () => {
  const paths = (...all: readonly string[]) => deepest(all.map((path) => group({ path }))).map(({ path }) => path)
  expect(paths('/', '/a', '/a/b', '/ab')).toEqual(['/a/b', '/ab'])
  expect(paths('/')).toEqual(['/'])
})
