import { expect, test } from 'vitest'
import { endpoint, peerAddress } from '../../../src/model/tcp/ends.ts'
import { tallyRows } from '../../../src/model/tcp/tally.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { tableOf } from './tables.ts'

test('rows by name, most first', () => {
  expect(tallyRows([0, 1, 2], (row) => (row === 0 ? 'a' : 'b'))).toEqual([
    { name: 'b', count: 2, row: 1 },
    { name: 'a', count: 1, row: 0 },
  ])
})

test('a peer of IPv4 is the same peer to a socket of IPv6', () => {
  const table = tableOf([{ state: TCP.ESTAB, localPort: 80, remote: '10.0.0.9', remotePort: 99, family: 6 }])
  expect(peerAddress(table, 0)).toBe('10.0.0.9')
  expect(endpoint(table, 'remote', 0)).toBe('10.0.0.9:99')
  expect(endpoint(tableOf([{ state: TCP.LISTEN, localPort: 22 }]), 'remote', 0)).toBe('0.0.0.0:*')
})
