import { expect, test } from 'vitest'
import { parseNfConntrack } from '../../../../src/parse/net/stat/nf-conntrack.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes } from '../../fixture.ts'

const HEADING = 'entries  clashres found new insert_failed drop early_drop icmp_error  expect_new\n'

test('rows of CPUs are added up, the entries are not', () => {
  const stat = parseNfConntrack(
    bytes(
      `${HEADING}00000012  00000000 00000000 00000000 0000000a 00000001 00000000 00000000  00000000\n` +
        '00000012  00000000 00000000 00000000 00000006 00000000 00000002 00000000  00000000\n',
    ),
  )
  expect(stat.entries).toBe(18)
  expect(stat.counters.get('insert_failed')).toBe(16)
  expect(stat.counters.get('drop')).toBe(1)
  expect(stat.counters.get('early_drop')).toBe(2)
  expect(stat.counters.has('entries')).toBe(false)
})

test.each(['', HEADING, `${HEADING}00000012\n`, 'entries drop\n0000001g 0\n', 'other drop\n1 1\n'])(
  'refuses %j',
  (file) => {
    expect(() => parseNfConntrack(bytes(file))).toThrow(ParseError)
  },
)
