import { describe, expect, test } from 'vitest'
import { localCodes, remoteCodes } from '../../../src/model/sockets/address-codes.ts'
import { addressWords } from '../../../src/parse/net/address.ts'
import { parseTcp } from '../../../src/parse/net/tcp.ts'
import { fixture } from '../../parse/fixture.ts'
import { tableOf } from '../tcp/tables.ts'

describe('codes of addresses', () => {
  const table = tableOf(
    ['10.0.0.2', '9.1.1.1', '10.0.0.2', '200.0.0.1'].map((remote) => ({ state: 1, localPort: 1, remote })),
  )
  const codes = remoteCodes(table)

  test('rise with the address; the same address has the same', () => {
    expect([0, 1, 2, 3].map(codes.of)).toEqual([1, 0, 1, 2])
    expect([0, 1, 2].map(codes.word)).toEqual(['9.1.1.1', '10.0.0.2', '200.0.0.1'])
    expect([0, 1, 2, 3].map(localCodes(table).of)).toEqual([0, 0, 0, 0])
  })

  test('are found as typed', () => {
    expect(codes.find('10.0.0.2')).toBe(1)
    expect(codes.find('::ffff:10.0.0.2')).toBe(1)
    expect(codes.find('10.0.0.3')).toBeNull()
    expect(codes.find('10.0')).toBeNull()
  })

  test('of IPv6, in brackets or not', () => {
    const six = remoteCodes(parseTcp(fixture('net/tcp6')))
    const code = six.find('::1')
    expect(code).not.toBeNull()
    expect(six.find('[::1]')).toBe(code)
    expect(six.word(code as number)).toBe('::1')
  })
})

test.each([
  ['127.0.0.1', [0, 0, 0xffff, 0x7f000001]],
  ['::', [0, 0, 0, 0]],
  ['fe80::1:2', [0xfe800000, 0, 0, 0x00010002]],
  ['1:2:3:4:5:6:7:8', [0x00010002, 0x00030004, 0x00050006, 0x00070008]],
  ['64:ff9b::10.0.0.1', [0x0064ff9b, 0, 0, 0x0a000001]],
] as const)('%s is an address', (typed, words) => {
  expect(addressWords(typed)).toEqual(words)
})

test.each(['', '1.2.3', '1.2.3.256', 'x::1', '1:2', '1::2::3', '1:2:3:4:5:6:7:8:9', '12345::', 'a1.2.3.4', ':1'])(
  '%j is none',
  (typed) => {
    expect(addressWords(typed)).toBeNull()
  },
)
