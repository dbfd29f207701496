import { expect, test } from 'vitest'
import { parseCgroups } from '../../src/parse/cgroups.ts'
import { ParseError } from '../../src/source.ts'
import { bytes } from './fixture.ts'

test('one controller a line', () => {
  expect(
    parseCgroups(bytes('#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t4\t50\t1\nhugetlb\t0\t1\t0\n')),
  ).toEqual([
    { name: 'memory', hierarchy: 4, groups: 50, enabled: true },
    { name: 'hugetlb', hierarchy: 0, groups: 1, enabled: false },
  ])
})

test('refuses other lines', () => {
  expect(() => parseCgroups(bytes('memory 4\n'))).toThrow(ParseError)
})
