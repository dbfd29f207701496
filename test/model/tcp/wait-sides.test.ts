import { expect, test } from 'vitest'
import { peersOf } from '../../../src/model/tcp/peers.ts'
import { waitSides } from '../../../src/model/tcp/wait-sides.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from './tables.ts'

const waits = (count: number, row: (i: number) => Partial<Row>): readonly Row[] =>
  Array.from({ length: count }, (_, i) => ({ state: TCP.TIME_WAIT, localPort: 1, remote: '10.0.0.9', ...row(i) }))
const listener = { state: TCP.LISTEN, localPort: 80 }

test('at a port that listens they were accepted', () => {
  const rows = waits(3, (i) => ({ localPort: 80, remotePort: 41_000 + i }))
  expect(waitSides(tableOf([...rows, listener]))).toEqual({ client: 0, server: 3 })
})

test('of a server that was stopped they have one port here and many there', () => {
  const table = tableOf(waits(800, (i) => ({ localPort: 8080, remotePort: 41_000 + (i % 400) })))
  expect(waitSides(table)).toEqual({ client: 0, server: 800 })
  expect(peersOf(table).peers[0]).toMatchObject({ waitsClient: 0, waitsServer: 800 })
})

test('connections made here have many ports here, and one or few there', () => {
  const table = tableOf(waits(800, (i) => ({ localPort: 33_000 + i, remotePort: 443 })))
  expect(waitSides(table)).toEqual({ client: 800, server: 0 })
  expect(peersOf(table).peers[0]).toMatchObject({ waitsClient: 800, waitsServer: 0 })
  const passive = waits(800, (i) => ({ localPort: 33_000 + (i % 200), remotePort: 20_000 + i }))
  expect(waitSides(tableOf(passive))).toEqual({ client: 800, server: 0 })
})
