import { expect, test } from 'vitest'
import { curve, earlier, type History, NO_HISTORY, pace, withPoint } from '../../src/model/history.ts'

const S = 1e9

function history(points: readonly (readonly [at: number, values: Record<string, number>])[]): History {
  return points.reduce((so, [at, values]) => withPoint(so, at * S, new Map(Object.entries(values))), NO_HISTORY)
}

test('a series that comes late begins with the unknown, one that stays away goes on with it', () => {
  const { at, series } = history([
    [1, { a: 1 }],
    [2, { b: 5 }],
  ])
  expect([...at]).toEqual([1 * S, 2 * S])
  expect([...(series.get('a') ?? [])]).toEqual([1, Number.NaN])
  expect([...(series.get('b') ?? [])]).toEqual([Number.NaN, 5])
})

test('a series of which nothing is known any more goes: each service has its own', () => {
  const points = Array.from({ length: 601 }, (_, i) => [i + 1, i === 0 ? { gone: 1, a: 1 } : { a: 1 }] as const)
  expect([...history(points.slice(0, 600)).series.keys()]).toEqual(['gone', 'a'])
  expect([...history(points).series.keys()]).toEqual(['a'])
})

test('a point of the same moment takes the place of the last', () => {
  const { at, series } = history([
    [1, { a: 1 }],
    [2, { a: 2 }],
    [2, { a: 3, b: 9 }],
  ])
  expect(at).toHaveLength(2)
  expect([...(series.get('a') ?? [])]).toEqual([1, 3])
  expect([...(series.get('b') ?? [])]).toEqual([Number.NaN, 9])
})

test('it stays bounded', () => {
  const long = history(Array.from({ length: 700 }, (_, i) => [i + 1, { a: i }] as const))
  expect([long.at.length, long.series.get('a')?.length, long.series.get('a')?.at(-1)]).toEqual([600, 600, 699])
})

test('a curve has even steps whatever the samples had, and gaps where there was none', () => {
  const uneven = history([
    [10, { a: 1 }],
    [12.1, { a: 2 }],
    [12.4, { a: 3 }],
    [13.9, { a: 4 }],
    [20, { a: 7 }],
  ])
  expect(curve(uneven, 'a', 2)).toEqual([1, 2, 4, Number.NaN, Number.NaN, 7])
  expect(curve(uneven, 'none', 2)).toEqual([])
  expect(curve(NO_HISTORY, 'a', 2)).toEqual([])
})

test('the pace is that of most samples', () => {
  expect(pace(history([0.3, 2.3, 4.3, 4.6, 6.3, 8.3].map((at) => [at, {}] as const)))).toBeCloseTo(2, 6)
  expect(pace(history([[1, {}]]))).toBeNull()
})

test('a value some time ago is the oldest that is not too old', () => {
  const points = history([
    [10, { a: 1 }],
    [40, { a: 2 }],
    [60, { a: 3 }],
    [95, { a: 4 }],
  ])
  expect(earlier(points, 'a', 100 * S, 15, 60)).toEqual({ value: 2, age: 60 })
  expect(earlier(points, 'a', 100 * S, 15, 45)).toEqual({ value: 3, age: 40 })
  expect(earlier(points, 'a', 100 * S, 6, 15)).toBeNull()
})
