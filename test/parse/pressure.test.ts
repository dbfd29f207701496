import { expect, test } from 'vitest'
import { parsePressure } from '../../src/parse/pressure.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured: percent become shares', () => {
  const { some, full } = parsePressure(fixture('load-d/t0/proc/pressure/io'))
  expect(some?.avg10).toBeCloseTo(0.7461, 10)
  expect(some?.total).toBe(60307619)
  expect(full?.avg300).toBeCloseTo(0.11, 10)
})

test('what the kernel does not write is absent', () => {
  const line = 'avg10=0.00 avg60=0.00 avg300=0.00 total=1'
  expect('full' in parsePressure(bytes(`some ${line}\n`))).toBe(false)
  expect('some' in parsePressure(bytes(`full ${line}`))).toBe(false)
})

test.each(['', 'some avg10=1 avg60=0.00 avg300=0.00 total=1\n', 'most avg10=0.00\n'])('refuses %j', (file) => {
  expect(() => parsePressure(bytes(file))).toThrow(ParseError)
})
