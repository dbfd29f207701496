import { expect, test } from 'vitest'
import { parseSchedstat } from '../../src/parse/proc-schedstat.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const { version, cpus } = parseSchedstat(fixture('load-d/t0/proc/schedstat'))
  expect(version).toBe(15)
  expect(cpus[1]).toEqual({ id: 1, run: 8435753498, wait: 868831849, slices: 1919 })
  expect(cpus).toHaveLength(4)
})

test('version 17 names its domains', () => {
  const file = 'version 17\ntimestamp 1\ncpu8 1 2 3 4 5 6 70 80 9\ndomain0 SMT 03 1 2 3\n'
  expect(parseSchedstat(bytes(file)).cpus).toEqual([{ id: 8, run: 70, wait: 80, slices: 9 }])
})

test.each(['', 'version 14\n', 'version 18\ncpu0 0 0 0 0 0 0 1 2 3\n', 'version 15\ncpu0 1 2 3\n'])(
  'refuses %j',
  (file) => {
    expect(() => parseSchedstat(bytes(file))).toThrow(ParseError)
  },
)
