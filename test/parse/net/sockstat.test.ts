import { expect, test } from 'vitest'
import { parseSockstat } from '../../../src/parse/net/sockstat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: IPv4 and IPv6', () => {
  const v4 = parseSockstat(fixture('tcp-states/t1/proc/net/sockstat'))
  expect(Object.fromEntries(v4)).toMatchObject({
    'sockets.used': 123,
    'TCP.inuse': 111,
    'TCP.orphan': 0,
    'TCP.tw': 2000,
    'TCP.alloc': 122,
    'TCP.mem': 518,
    'UDP.inuse': 1,
    'FRAG.memory': 0,
  })
  expect(parseSockstat(fixture('tcp-states/t1/proc/net/sockstat6')).get('TCP6.inuse')).toBe(11)
})

test.each(['', 'TCP inuse 1\n', 'TCP: inuse\n', 'TCP: inuse x\n'])('refuses %j', (file) => {
  expect(() => parseSockstat(bytes(file))).toThrow(ParseError)
})
