import { expect, test } from 'vitest'
import { nodeVmstat, parseNodeVmstat } from '../../../../src/parse/devices/node/vmstat.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  const { path, parse } = nodeVmstat(0)
  const counters = parse(fixture(`idle-4node/t0${path}`))
  expect(counters.get('nr_free_pages')).toBe(123001)
  expect(counters.get('pgpromote_success')).toBe(0)
  expect(counters.get('pgdemote_kswapd')).toBeUndefined()
})

test('a word is refused', () => {
  expect(() => parseNodeVmstat(bytes('nr_free_pages many\n'))).toThrow(ParseError)
})
