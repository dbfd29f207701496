import { expect, test } from 'vitest'
import { cgroupCulprit, culpritsOf, mostOf, processCulprit } from '../../../src/findings/parts/culprits.ts'
import type { Blamed } from '../../../src/model/blame.ts'
import { record } from '../../model/record.ts'

const blamed = (pid: number, cgroup: string | null, amount = 10): Blamed => ({
  cgroup,
  amount,
  processes: 2,
  most: record(pid, { comm: 'java' }),
  mostAmount: amount / 2,
})

test('a group, and its largest process after it with its own part; who is in none stands alone', () => {
  const told = culpritsOf([blamed(7, '/web.service'), blamed(8, null)], (amount) => `${amount} B`)
  expect(told.map(({ kind, name, share }) => [kind, name, share])).toEqual([
    ['cgroup', '/web.service', '10 B'],
    ['process', 'java 7', '5 B'],
    ['process', 'java 8', '5 B'],
  ])
})

test('of more than three a list is no help', () => {
  const many = [1, 2, 3, 4, 5].map((pid) => blamed(pid, null))
  expect(culpritsOf(many, String).map(({ name }) => name)).toEqual(['java 1', 'java 2', 'java 3'])
})

test('a process is known by its start too: its number may be another’s by then', () => {
  const { key, drill } = processCulprit(record(7, { starttime: 99 }), '')
  expect(key).toBe('7:99')
  expect(drill).toMatchObject({ view: 'process', about: { pid: 7, start: 99 } })
})

test('Enter shows who is in a group; what no filter can say leads to the groups', () => {
  expect(cgroupCulprit('/a b', '').drill?.filter).toBe('cgroup="/a b" or cgroup~"/a b/"')
  expect(cgroupCulprit('/a"b', '').drill).toEqual({ view: 'cgroups', about: {} })
})

test('the sentence about the first of them', () => {
  expect(mostOf([blamed(7, '/web.service')], 'Most is held by')).toBe(' Most is held by java 7 in /web.service.')
  expect(mostOf([blamed(7, null), blamed(8, '/x')], 'Most is held by')).toBe(' Most is held by java 7.')
  expect(mostOf([], 'Most is held by')).toBe('')
})
