import { expect, test } from 'vitest'
import { parseCpuMax } from '../../../src/parse/cgroup/cpu-max.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes } from '../fixture.ts'

test('a quota and none', () => {
  expect(parseCpuMax(bytes('150000 100000\n'))).toEqual({ quota: 0.15, period: 0.1 })
  expect(parseCpuMax(bytes('max 100000'))).toEqual({ quota: Number.POSITIVE_INFINITY, period: 0.1 })
})

test.each(['', 'max\n', '150000 0\n', '-1 100000\n', '1 2 3\n'])('refuses %j', (file) => {
  expect(() => parseCpuMax(bytes(file))).toThrow(ParseError)
})
