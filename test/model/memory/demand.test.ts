import { expect, test } from 'vitest'
import { slope, withPoint } from '../../../src/model/memory/demand.ts'

const at = (seconds: number, bytes: number) => ({ at: seconds * 1e9, bytes })

test('keeps the last minute, and no two points of one step', () => {
  expect(withPoint([at(0, 1), at(50, 2)], at(61, 3), 60).map(({ bytes }) => bytes)).toEqual([2, 3])
  expect(withPoint([at(0, 1)], at(0.5, 3), 60)).toHaveLength(1)
  expect(withPoint([at(0, 1)], at(30, 3), 1800, 60)).toHaveLength(1)
})

test('the slope is that of the line through all points', () => {
  expect(slope([at(0, 100), at(1, 200), at(2, 300)])).toBeCloseTo(100)
  expect(slope([at(0, 0), at(1, 300), at(2, 0)])).toBeCloseTo(0)
  expect(slope([at(0, 0), at(1, 300)])).toBeNull()
})
