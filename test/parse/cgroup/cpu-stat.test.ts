import { expect, test } from 'vitest'
import { parseCpuStat } from '../../../src/parse/cgroup/cpu-stat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: microseconds of v2 become nanoseconds', () => {
  expect(parseCpuStat(fixture('load-d/t0/sys/fs/cgroup/cpu.stat'))).toEqual({
    usage: 170388000e3,
    user: 161636000e3,
    system: 8752000e3,
    periods: 0,
    throttledPeriods: 0,
    throttled: 0,
  })
})

test('v1 has nanoseconds, and less', () => {
  expect(parseCpuStat(bytes('nr_periods 9\nnr_throttled 2\nthrottled_time 12345'))).toEqual({
    periods: 9,
    throttledPeriods: 2,
    throttled: 12345,
  })
  expect(parseCpuStat(bytes(''))).toEqual({})
})

test('refuses a line without a number', () => {
  expect(() => parseCpuStat(bytes('usage_usec lots\n'))).toThrow(ParseError)
})
