import { expect, test } from 'vitest'
import { arpMost, ndiscMost } from '../../../../src/parse/sys/net/neighbours.ts'
import { bytes } from '../../fixture.ts'

test('the most that each family may have', () => {
  expect(arpMost.parse(bytes('1024\n'))).toBe(1024)
  expect(arpMost.path).toBe('/proc/sys/net/ipv4/neigh/default/gc_thresh3')
  expect(ndiscMost.path).toBe('/proc/sys/net/ipv6/neigh/default/gc_thresh3')
})
