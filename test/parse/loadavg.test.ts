import { expect, test } from 'vitest'
import { loadavg, parseLoadavg } from '../../src/parse/loadavg.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  expect(loadavg.path).toBe('/proc/loadavg')
  expect(parseLoadavg(fixture('load-d/t0/proc/loadavg'))).toEqual({
    load1: 8.21,
    load5: 2.62,
    load15: 0.92,
    runnable: 3,
    threads: 123,
    lastPid: 223,
  })
})

test.each(['', '8.21 2.62\n', '8.21 2.62 0.92 3-123 223\n', 'a 2.62 0.92 3/123 223\n'])('refuses %j', (file) => {
  expect(() => parseLoadavg(bytes(file))).toThrow(ParseError)
})
