import { expect, test } from 'vitest'
import { arpCache, ndiscCache, parseNeighbours } from '../../../../src/parse/net/stat/neighbours.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes } from '../../fixture.ts'

const HEADING =
  'entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast rcv_probes_ucast periodic_gc_runs forced_gc_runs unresolved_discards table_fulls\n'

test('counters of CPUs are added up, entries are those of the table', () => {
  const stat = parseNeighbours(
    bytes(
      `${HEADING}00000003 00000010 0000000b 00000000   00000016 00000000 00000000   00000000         00000000         000003e3         00000000       00000000            00000002\n` +
        '00000003 00000007 00000009 00000000   00000028 00000010 00000000   00000000         00000000         00000000         00000000       00000000            100000001\n',
    ),
  )
  expect(stat.entries).toBe(3)
  expect(stat.counters.get('hits')).toBe(16)
  // An unsigned long, which may be longer than its column.
  expect(stat.counters.get('table_fulls')).toBe(2 ** 32 + 3)
})

test('both tables have the same form', () => {
  expect(arpCache.path).toBe('/proc/net/stat/arp_cache')
  expect(ndiscCache.parse).toBe(arpCache.parse)
})

test.each(['', HEADING, `${HEADING}00000003\n`])('refuses %j', (file) => {
  expect(() => parseNeighbours(bytes(file))).toThrow(ParseError)
})
