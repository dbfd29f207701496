import { expect, test } from 'vitest'
import { parseSnmp } from '../../../src/parse/net/snmp.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: named as nstat names them', () => {
  const values = parseSnmp(fixture('tcp-states/t1/proc/net/snmp'))
  expect(values.get('TcpActiveOpens')).toBe(2066)
  expect(values.get('TcpMaxConn')).toBe(-1)
  expect(values.get('TcpCurrEstab')).toBe(75)
  expect(values.get('UdpRcvbufErrors')).toBe(37)
  expect(values.get('UdpLiteRcvbufErrors')).toBe(0)
})

test('columns are found by name, wherever they stand', () => {
  const values = parseSnmp(bytes('Tcp: OutRsts New ActiveOpens\nTcp: 3 4 5\nIcmpMsg:  \nIcmpMsg:  \n'))
  expect([...values]).toEqual([
    ['TcpOutRsts', 3],
    ['TcpNew', 4],
    ['TcpActiveOpens', 5],
  ])
})

test.each(['', 'nonsense\n', 'Tcp: A B\nTcp: 1\n', 'Tcp: A\nUdp: 1\n', 'Tcp: A\nTcp: x\n', 'Tcp: A\n'])(
  'refuses %j',
  (file) => {
    expect(() => parseSnmp(bytes(file))).toThrow(ParseError)
  },
)
