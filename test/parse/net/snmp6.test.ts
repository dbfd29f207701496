import { expect, test } from 'vitest'
import { parseSnmp6 } from '../../../src/parse/net/snmp6.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  const values = parseSnmp6(fixture('tcp-states/t1/proc/net/snmp6'))
  expect(values.get('Ip6InReceives')).toBe(15)
  expect(values.get('Udp6RcvbufErrors')).toBe(0)
})

test.each(['', 'Udp6RcvbufErrors\n', 'Udp6RcvbufErrors x\n'])('refuses %j', (file) => {
  expect(() => parseSnmp6(bytes(file))).toThrow(ParseError)
})
