import { expect, test } from 'vitest'
import { correlate } from '../../src/findings/correlate.ts'
import { LIVE } from '../../src/findings/parts/network.ts'
import { peerNotReading } from '../../src/findings/peer-not-reading.ts'
import { rxq } from '../../src/findings/rxq.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../model/tcp/tables.ts'
import { finding } from './finding.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

const full = (change: Partial<Row> = {}): Row => ({
  state: TCP.ESTAB,
  localPort: 5000,
  remote: '10.0.0.3',
  remotePort: 900,
  rqueue: 70_000,
  inode: 1,
  info: { bytesReceived: 100_000 },
  ...change,
})

function machine(rows: readonly Row[], open = rows.length): { now: Net } {
  return { now: { counters: { TcpCurrEstab: open }, given: [[socketSource(LIVE), tableOf(rows)]] } }
}

test('a queue that is full at two looks, of which nothing was read, is a warning', () => {
  const processes = holding({ pid: 3, comm: 'busy', inodes: [1] })
  const found = seen(lookAtNet(rxq, { ...machine([full()]), processes, kept: new Map([[1, 30_000]]) }))
  expect(found).toMatchObject({ seen: 'warning', value: 70_000, scope: { pids: [3] } })
  expect(found.says).toContain('busy 3 does not read its socket')
})

test('at the first look it may only just have come', () => {
  const first = clear(lookAtNet(rxq, machine([full()])))
  expect(first.kept).toEqual(new Map([[1, 30_000]]))
})

test('a table so large that it stands for several looks is not compared with itself', () => {
  const stands = machine([full()])
  const first = clear(lookAtNet(rxq, stands))
  const again = clear(lookAtNet(rxq, { ...stands, kept: first.kept as Map<number, number> }))
  const next = machine([full()])
  const found = seen(lookAtNet(rxq, { ...next, kept: again.kept as Map<number, number> }))
  expect(seen(lookAtNet(rxq, { ...next, kept: found.kept as Map<number, number> })).value).toBe(70_000)
})

test('a program that reads and cannot keep up does read', () => {
  clear(lookAtNet(rxq, { ...machine([full()]), kept: new Map([[1, 20_000]]) }))
})

test('without tcp_info the queue alone tells', () => {
  const { info: _, ...bare } = full()
  expect(seen(lookAtNet(rxq, { ...machine([bare]), kept: new Map([[1, Number.NaN]]) })).seen).toBe('warning')
})

test('silent at its limit; what nobody accepted belongs to no program', () => {
  clear(lookAtNet(rxq, { ...machine([full({ rqueue: 65_536 })]), kept: new Map([[1, 34_464]]) }))
  clear(lookAtNet(rxq, { ...machine([full({ inode: 0 })]), kept: new Map([[0, 30_000]]) }))
})

test('of many connections there is a look only when a window was shut', () => {
  clear(lookAtNet(rxq, { ...machine([full()], 10_000), kept: new Map([[1, 30_000]]) }))
})

test('cannot be told without sockets', () => {
  notEvaluable(lookAtNet(rxq, { now: { counters: { TcpCurrEstab: 4 } } }))
})

test('explains a window that is shut on the same connection, and none of another', () => {
  const local = { local: '10.0.0.1', localPort: 5000, remote: '10.0.0.1', remotePort: 80 }
  const unread = lookAtNet(rxq, { ...machine([full(local)]), kept: new Map([[1, 30_000]]) })
  const sender = (change: Partial<Row> = {}): Row => ({
    ...{ state: TCP.ESTAB, local: '10.0.0.1', localPort: 80, remote: '10.0.0.1', remotePort: 5000 },
    ...{ timer: 4, wqueue: 100_000, inode: 2, info: { lastDataSent: 6000 } },
    ...change,
  })
  const shut = (row: Row) => {
    const net = (probes: number): Net => ({
      counters: { TcpExtTCPWinProbe: probes },
      given: [[socketSource(LIVE), tableOf([row])]],
    })
    return lookAtNet(peerNotReading, { now: net(1), was: net(0) })
  }
  const found = (row: Row) =>
    correlate([
      finding('PEER-NOT-READING', { severity: 'critical', scope: seen(shut(row)).scope ?? {} }),
      finding('RXQ', { scope: seen(unread).scope ?? {} }),
    ])
  expect(found(sender())).toMatchObject({ headline: 'RXQ', list: [{ explains: ['PEER-NOT-READING'] }, {}] })
  expect(found(sender({ localPort: 81, remote: '10.0.0.9' })).headline).toBe('PEER-NOT-READING')
})
