import { expect, test } from 'vitest'
import { parseSoftnetStat } from '../../../src/parse/net/softnet-stat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  const cpus = parseSoftnetStat(fixture('idle-4node/t0/proc/net/softnet_stat'))
  expect(cpus.map(({ cpu }) => cpu)).toEqual([0, 1, 2, 3])
  expect(cpus[0]).toEqual({ cpu: 0, processed: 0, dropped: 0, squeezed: 0, rps: 0, flowLimited: 0, backlog: 0 })
})

test('hexadecimal; an older kernel says neither CPU nor backlog', () => {
  const old = '00006d8a 00000001 0000000f 00000000 00000000 00000000 00000000 00000000 00000000 00000002 00000003\n'
  expect(parseSoftnetStat(bytes(old))).toEqual([
    { cpu: null, processed: 28042, dropped: 1, squeezed: 15, rps: 2, flowLimited: 3 },
  ])
})

test('refuses other lines', () => {
  expect(() => parseSoftnetStat(bytes('1 2 3\n'))).toThrow(ParseError)
})
