import { expect, test } from 'vitest'
import { type Claim, shareRows } from '../../src/ui/layout.ts'

test('the least to all, the rest to the most important', () => {
  const claims = [
    { priority: 2, least: 3, most: 5 },
    { priority: 1, least: 4, most: 100 },
  ]
  expect(shareRows(claims, 20)).toEqual([3, 17])
  expect(shareRows(claims, 7)).toEqual([3, 4])
  expect(shareRows(claims, 6)).toEqual([0, 6])
  expect(shareRows([{ priority: 1, least: 4, most: 6 }, claims[0] as Claim], 20)).toEqual([6, 5])
})

test('what is there for the rest has only what nobody else can use, the most important first', () => {
  const claims = [
    { priority: 1, least: 5, most: 7 },
    { priority: 3, least: 4, most: 9, rest: true },
    { priority: 2, least: 3, most: 6 },
    { priority: 4, least: 2, most: 3, rest: true },
  ]
  expect(shareRows(claims, 13)).toEqual([7, 0, 6, 0])
  expect(shareRows(claims, 15)).toEqual([7, 0, 6, 2])
  expect(shareRows(claims, 16)).toEqual([7, 0, 6, 3])
  expect(shareRows(claims, 17)).toEqual([7, 4, 6, 0])
  expect(shareRows(claims, 23)).toEqual([7, 9, 6, 0])
  expect(shareRows(claims, 30)).toEqual([7, 9, 6, 3])
})

test('never more than there is, never more than is of use, and the first of all is drawn', () => {
  const sizes = [0, 1, 3, 9]
  for (let rows = 0; rows <= 24; rows++) {
    for (const [a, b, c] of sizes.flatMap((x) => sizes.flatMap((y) => sizes.map((z) => [x, y, z] as const)))) {
      const claims = [
        { priority: 3, least: a, most: a + 2 },
        { priority: 1, least: b, most: b + 5 },
        { priority: 2, least: c, most: 50 },
      ]
      const given = shareRows(claims, rows)
      const where = JSON.stringify({ rows, a, b, c, given })
      expect(
        given.reduce((x, y) => x + y, 0),
        where,
      ).toBeLessThanOrEqual(rows)
      given.forEach((got, i) => {
        expect(got, where).toBeGreaterThanOrEqual(0)
        expect(got, where).toBeLessThanOrEqual((claims[i] as Claim).most)
      })
      if (rows > 0 && b > 0) expect(given[1], where).toBeGreaterThan(0)
      // What was left out had no room, or wanted none.
      const left = rows - given.reduce((x, y) => x + y, 0)
      given.forEach((got, i) => {
        if (got === 0) expect((claims[i] as Claim).least === 0 || (claims[i] as Claim).least > left, where).toBe(true)
      })
    }
  }
})
