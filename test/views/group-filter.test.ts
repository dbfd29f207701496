import { expect, test } from 'vitest'
import { filterOf } from '../../src/views/group-filter.ts'

test('a group is asked for by its whole name, and where that holds quotes by the longest piece without', () => {
  expect(filterOf('user', 'www data')).toBe('user="www data"')
  expect(filterOf('cgroup', '/a"longer"b')).toBe('cgroup~"longer"')
  expect(filterOf('program', '"')).toBe('program~""')
})
