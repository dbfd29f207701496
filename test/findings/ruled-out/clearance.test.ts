import { expect, test } from 'vitest'
import { inPercent, number } from '../../../src/findings/ruled-out/clearance.ts'

test('a share is told in percent with one decimal', () => {
  expect([0, 0.12345, 0.0004, 0.0005, 0.9995, 1].map(inPercent)).toEqual([0, 12.3, 0, 0.1, 100, 100])
})

test('a number is told with its limit and its file; what is told only has no limit', () => {
  expect(number('segments sent', 412, null, '/s', '/proc/net/snmp Tcp OutSegs')).toEqual({
    what: 'segments sent',
    seen: 412,
    limit: null,
    unit: '/s',
    from: '/proc/net/snmp Tcp OutSegs',
  })
  expect(number('CPU busy', 19, 70, '%', '/proc/stat cpu').limit).toBe(70)
})
