import { expect, test } from 'vitest'
import { parsePidSchedstat } from '../../../src/parse/pid/schedstat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: of a process and of its threads', () => {
  expect(parsePidSchedstat(fixture('idle-4node/t0/proc/188/schedstat'))).toEqual({
    run: 234389986,
    wait: 47526931,
    slices: 20,
  })
  for (const tid of [188])
    expect(parsePidSchedstat(fixture(`idle-4node/t0/proc/188/task/${tid}/schedstat`)).run).toBe(234389986)
})

test.each(['', '1 2\n', '1 2 3 4\n', '-1 2 3\n'])('refuses %j', (file) => {
  expect(() => parsePidSchedstat(bytes(file))).toThrow(ParseError)
})
