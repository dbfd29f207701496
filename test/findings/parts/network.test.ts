import { expect, test } from 'vitest'
import {
  COUNTERS,
  countersOf,
  isDumpCheap,
  LIVE,
  largestPeers,
  listenersScope,
  noCounter,
  ownerCulprits,
  peerCulprits,
  peersScope,
  pidsOf,
  rowsWhere,
  serversScope,
  stirred,
} from '../../../src/findings/parts/network.ts'
import type { Rule } from '../../../src/findings/rule.ts'
import { shareScope } from '../../../src/findings/scope.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../../model/tcp/tables.ts'
import { holding, type Net, netSnapshot } from '../network.ts'

const row = (remote: string, change: Partial<Row> = {}): Row => ({
  ...{ state: TCP.ESTAB, localPort: 80, remote, remotePort: 900, inode: 1 },
  ...change,
})
const RULE: Rule = {
  ...{ id: 'X', title: 'x', help: 'x', resource: 'network', limits: {}, window: 0, sources: () => COUNTERS },
  see: () => ({ clear: true, evidence: [] }),
}
const of = (now: Net, was?: Net, processes = holding()) =>
  netSnapshot(RULE, { now, ...(was && { was }), processes, seconds: 2 })
const counts = (value: number): Net => ({ counters: { TcpExtTCPWinProbe: value, TcpCurrEstab: 3 } })

test('counters, now and a second', () => {
  const { now, perSecond } = countersOf(of(counts(30), counts(10)))
  expect([now('TcpCurrEstab'), perSecond('TcpExtTCPWinProbe')]).toEqual([3, 10])
  expect(noCounter(of(counts(1)), 'TcpExtTCPWinProbe')).toMatchObject({
    missing: 'pending',
    source: '/proc/net/netstat',
  })
  expect(noCounter(of(counts(1)), 'TcpCurrEstab').source).toBe('/proc/net/snmp')
})

test('a sign is that it moved; at the first look nobody knows, and a dump is made where it is cheap', () => {
  expect(stirred(of(counts(11), counts(10)), 'TcpExtTCPWinProbe')).toBe(true)
  expect(stirred(of(counts(10), counts(10)), 'TcpExtTCPWinProbe')).toBe(false)
  const first = of(counts(10))
  const dear = new Snapshot(first.samples, { ...first.facts, clock: 'live', clocks: false }, first.history)
  expect([isDumpCheap(first), isDumpCheap(dear)]).toEqual([true, false])
  expect([first, dear].map((one) => stirred(one, 'TcpExtTCPWinProbe'))).toEqual([true, false])
})

test('listeners are in the one dump that all ask for', () => {
  expect([TCP.LISTEN, TCP.ESTAB, TCP.TIME_WAIT].map((state) => (((LIVE.states ?? 0) >> state) & 1) === 1)).toEqual([
    true,
    true,
    false,
  ])
})

test('peers by how many of these rows are theirs', () => {
  const table = tableOf([row('10.0.0.3'), row('10.0.0.4'), row('10.0.0.3'), row('10.0.0.9')])
  expect(peerCulprits(table, [0, 1, 2]).map(({ name, share }) => [name, share])).toEqual([
    ['10.0.0.3', '66.7 % of them'],
    ['10.0.0.4', '33.3 % of them'],
  ])
  expect(largestPeers(table)[0]).toMatchObject({ key: '10.0.0.3', share: '2 of them' })
  expect(rowsWhere(table, (at) => at % 2 === 1)).toEqual([1, 3])
})

test('who holds them; what nobody is known to hold is left out', () => {
  const table = tableOf([1, 2, 1, 5].map((inode) => row('10.0.0.3', { inode })))
  const processes = holding({ pid: 3, comm: 'web', inodes: [1] }, { pid: 4, comm: 'db', inodes: [2] })
  const owners = ownerCulprits(of({}, undefined, processes), table, [0, 1, 2, 3])
  expect(owners.map(({ name, share }) => [name, share])).toEqual([
    ['web 3', '2 of them'],
    ['db 4', '1 of them'],
  ])
  expect(pidsOf([...owners, ...peerCulprits(table, [0])])).toEqual([3, 4])
})

test('what two findings about one connection share; loopback alone is everybody’s', () => {
  const table = tableOf([row('10.0.0.3'), row('127.0.0.1', { local: '127.0.0.1', remotePort: 5000 })])
  expect(peersScope(table, [0])).toEqual(['10.0.0.1:80', '10.0.0.3:900', '10.0.0.3'])
  expect(peersScope(table, [1])).toEqual(['127.0.0.1:80', '127.0.0.1:5000'])
})

test('a listener and who connects to it have its address in common, or, where it takes all of them, its port here', () => {
  const listening = tableOf([
    { state: TCP.LISTEN, local: '127.0.0.1', localPort: 80 },
    { state: TCP.LISTEN, local: '0.0.0.0', localPort: 90 },
  ])
  const listener = (at: number) => ({ pids: [1], peers: listenersScope(listening, [{ row: at }]) })
  const connect = (remote: string, remotePort: number, local = '10.0.0.1') => {
    const table = tableOf([{ state: TCP.SYN_SENT, local, localPort: 40_000, remote, remotePort }])
    return { pids: [2], peers: serversScope(table, [0]) }
  }
  const meet = (at: number, ...to: Parameters<typeof connect>) => shareScope(listener(at), connect(...to))
  expect(meet(0, '127.0.0.1', 80)).toBe(true)
  expect(meet(0, '127.0.0.1', 90)).toBe(false)
  expect(meet(1, '127.0.0.1', 90)).toBe(true)
  // To an address of this machine from the same one: it does not leave.
  expect(meet(1, '10.0.0.1', 90)).toBe(true)
  // Another machine listens there, whatever is full here.
  expect(meet(1, '10.9.9.9', 90)).toBe(false)
})
