import { expect, test } from 'vitest'
import { treeOf } from '../../../src/views/cgroups/tree.ts'

test('branches, and a group whose parent is not listed at the top', () => {
  const paths = ['/', '/a', '/a/x', '/a/y', '/b', '/b/z', '/lost/one']
  expect(treeOf(paths).map(({ row, branch }) => `${branch}${paths[row]}`)).toEqual([
    '/',
    '├─ /a',
    '│  ├─ /a/x',
    '│  └─ /a/y',
    '└─ /b',
    '   └─ /b/z',
    '/lost/one',
  ])
})
