import { expect, test } from 'vitest'
import { prefixedCounters } from '../../../src/parse/net/prefixed.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const read = (text: string) => [...prefixedCounters('a file', bytes(text))]

test.each(['snmp', 'netstat'])('captured: every column of %s, by the prefix and its heading', (name) => {
  const file = fixture(`tcp-states/t1/proc/net/${name}`)
  const lines = file.toString().trimEnd().split('\n')
  const pairs = lines.flatMap((line, at) => (at % 2 === 0 ? [[line, lines[at + 1] as string] as const] : []))
  const expected = pairs.flatMap(([heads, row]) => {
    const values = row.split(/\s+/).slice(1)
    const [prefix = '', ...names] = heads.split(/\s+/)
    return names.map((head, i) => [prefix.replace(':', '') + head, Number(values[i])])
  })
  expect(expected.length).toBeGreaterThan(50)
  expect([...prefixedCounters(name, file)]).toEqual(expected)
})

test('the same heading below two prefixes; constants below zero; a counter of 64 bits', () => {
  expect(read('Udp: InErrors\nUdp: 1\nUdpLite: InErrors Max\nUdpLite: 2 -1\n')).toEqual([
    ['UdpInErrors', 1],
    ['UdpLiteInErrors', 2],
    ['UdpLiteMax', -1],
  ])
  expect(read('IpExt: InOctets\nIpExt: 18446744073709551615\n')).toEqual([['IpExtInOctets', 2 ** 64]])
})

test('blanks at the end of lines; a prefix without columns beside others; no last newline', () => {
  expect(read('IcmpMsg: \nIcmpMsg: \nTcp: A B \nTcp: 1 2  ')).toEqual([
    ['TcpA', 1],
    ['TcpB', 2],
  ])
})

test.each([
  ['prefixes that differ', 'Tcp: A\nUdp: 7\n', 'Udp: 7'],
  ['a heading without a prefix', 'Tcp A\nTcp 7\n', 'Tcp 7'],
  ['fewer values than names', 'Tcp: A B\nTcp: 7\n', 'Tcp: 7'],
  ['more values than names', 'Tcp: A\nTcp: 7 8\n', 'Tcp: 7 8'],
  ['21 digits', `Tcp: A\nTcp: ${'1'.repeat(21)}\n`, `Tcp: ${'1'.repeat(21)}`],
  ['a sign alone', 'Tcp: A\nTcp: -\n', 'Tcp: -'],
  ['hexadecimal', 'Tcp: A\nTcp: 0x7\n', 'Tcp: 0x7'],
  ['a fraction', 'Tcp: A\nTcp: 1.5\n', 'Tcp: 1.5'],
  ['an exponent', 'Tcp: A\nTcp: 1e5\n', 'Tcp: 1e5'],
  ['no number between two blanks', 'Tcp: A B\nTcp:  7\n', 'Tcp:  7'],
  ['an odd line behind pairs', 'Tcp: A\nTcp: 7\nUdp: B\n', 'Udp: B'],
  ['a heading without values, cut at its end', 'Tcp: A\nTcp: 7\nUdp: B', 'Udp: B'],
  ['a heading cut in its prefix', 'Tcp: A\nTcp: 7\nUd', 'Ud'],
  ['no columns at all', 'Tcp:\nTcp:\n', 'Tcp:'],
])('refuses %s, with the name of the file and the line', (_, text, line) => {
  const parse = () => prefixedCounters('a file', bytes(text))
  expect(parse).toThrow(ParseError)
  expect(parse).toThrow(`a file: ${JSON.stringify(line)}`)
})

test('cut anywhere it is refused, or is the beginning of the whole', () => {
  const file = fixture('tcp-states/t1/proc/net/snmp')
  const whole = [...prefixedCounters('snmp', file)]
  let refused = 0
  for (let length = 0; length < file.length; length++) {
    try {
      const values = [...prefixedCounters('snmp', file.subarray(0, length))]
      const last = values.pop()
      // Of the last number digits may be missing.
      expect(values).toEqual(whole.slice(0, values.length))
      const [name, value] = whole[values.length] as [string, number]
      expect(last?.[0]).toBe(name)
      expect(String(value).startsWith(String(last?.[1]))).toBe(true)
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(file.length / 3)
})
