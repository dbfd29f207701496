import { expect, test } from 'vitest'
import { parseSocketOptions } from '../../../src/parse/net/socket-options.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes } from '../fixture.ts'

const LINES = 'keepalive 1\nkeepidle 30\nkeepintvl 7\nkeepcnt 4\nuser_timeout 1500\n'

test('seconds, and the user timeout out of milliseconds', () => {
  expect(parseSocketOptions(bytes(LINES))).toEqual({
    keepalive: true,
    idle: 30,
    interval: 7,
    count: 4,
    userTimeout: 1.5,
  })
  const unset = LINES.replace('keepalive 1', 'keepalive 0').replace('1500', '0')
  expect(parseSocketOptions(bytes(unset))).toMatchObject({ keepalive: false, userTimeout: null })
})

test('refuses what lacks a line', () => {
  expect(() => parseSocketOptions(bytes(LINES.replace('keepcnt 4\n', '')))).toThrow(ParseError)
})
