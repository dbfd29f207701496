import { expect, test } from 'vitest'
import { parseUptime } from '../../src/parse/uptime.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  expect(parseUptime(fixture('load-d/t0/proc/uptime'))).toEqual({ uptime: 85.29, idle: 23.81 })
})

test.each(['', '85.29\n', 'up 3 days\n'])('refuses %j', (file) => {
  expect(() => parseUptime(bytes(file))).toThrow(ParseError)
})
