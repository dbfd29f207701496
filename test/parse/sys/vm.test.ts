import { expect, test } from 'vitest'
import {
  numaStat,
  overcommitKbytes,
  overcommitMemory,
  overcommitRatio,
  swappiness,
  zoneReclaimMode,
} from '../../../src/parse/sys/vm.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test.each([
  [overcommitMemory, 0],
  [overcommitRatio, 50],
  [overcommitKbytes, 0],
  [swappiness, 60],
  [zoneReclaimMode, 0],
  [numaStat, 1],
])('captured: $path', (source, value) => {
  expect(source.parse(fixture(`load-d/t0${source.path}`))).toBe(value)
})

test('kilobytes become bytes', () => {
  expect(overcommitKbytes.parse(bytes('8192\n'))).toBe(8192 * 1024)
  expect(() => overcommitKbytes.parse(bytes('x\n'))).toThrow(ParseError)
})
