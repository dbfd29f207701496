import { expect, test } from 'vitest'
import { notAll, toldOfLeft } from '../../../src/findings/parts/cgroups-left.ts'

const LOOKED = { looked: 2000, of: 2101, isLeast: false, round: 160 }

test('beside what was found it stands how many were looked at, and nothing where all were', () => {
  expect(toldOfLeft(null, 'cgroup.stat')).toEqual([])
  expect(toldOfLeft(LOOKED, 'cgroup.stat')).toMatchObject([{ seen: 2000, limit: 2101, from: 'cgroup.stat' }])
})

test('what was not found in a part of them is not known of the others', () => {
  const { missing, source, why, remedy } = notAll(LOOKED, 'cpu.stat', null)
  expect([missing, source]).toEqual(['pending', 'cpu.stat'])
  expect(why).toMatch(/^2,000 of 2,101 cgroups .* have their turn, all in about 3 min$/)
  expect(notAll({ ...LOOKED, isLeast: true }, 'cpu.stat', null).why).toMatch(/^2,000 of at least 2,101 /)
  expect(remedy).not.toBeNull()
})
