import { expect, test } from 'vitest'
import { parsePidLimits } from '../../../src/parse/pid/limits.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const HEADING = 'Limit                     Soft Limit           Hard Limit           Units     \n'

test('captured', () => {
  const limits = parsePidLimits(fixture('load-d/t0/proc/178/limits'))
  expect(limits).toHaveLength(16)
  expect(limits[0]).toEqual({
    name: 'Max cpu time',
    soft: Number.POSITIVE_INFINITY,
    hard: Number.POSITIVE_INFINITY,
    unit: 'seconds',
  })
  expect(limits.find((limit) => limit.name === 'Max open files')).toEqual({
    name: 'Max open files',
    soft: 1024,
    hard: 4096,
    unit: 'files',
  })
  expect(limits.find((limit) => limit.name === 'Max nice priority')).toEqual({
    name: 'Max nice priority',
    soft: 0,
    hard: 0,
    unit: null,
  })
})

test('only a heading is no limits', () => {
  expect(parsePidLimits(bytes(HEADING))).toEqual([])
})

test.each([
  '',
  'Max open files  1 2 files\n',
  `${HEADING}Max open files            many                 4096                 files\n`,
])('refuses %j', (file) => {
  expect(() => parsePidLimits(bytes(file))).toThrow(ParseError)
})
