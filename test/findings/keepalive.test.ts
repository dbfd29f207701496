import { expect, test } from 'vitest'
import { keepalive } from '../../src/findings/keepalive.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { KEPT_STATES } from '../../src/model/tcp/keepalive.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

const idle = (count: number, change: Partial<Row> = {}): readonly Row[] =>
  Array.from({ length: count }, (_, i) => ({
    state: TCP.ESTAB,
    localPort: 5000,
    remote: '10.0.0.3',
    remotePort: 900 + i,
    inode: i + 1,
    info: { lastDataSent: 3_600_000, lastDataRecv: 3_700_000 },
    ...change,
  }))

function machine(rows: readonly Row[]): { now: Net } {
  const given = [[socketSource({ states: KEPT_STATES, info: true }), tableOf(rows)]] as const
  return { now: { counters: { TcpCurrEstab: rows.length }, given } }
}

test('many that are idle for an hour are advice, with the program that holds them', () => {
  const processes = holding({ pid: 3, comm: 'pool', inodes: Array.from({ length: 100 }, (_, i) => i + 1) })
  const found = seen(lookAtNet(keepalive, { ...machine(idle(100)), processes }))
  expect(keepalive.advice).toBe(true)
  expect(found).toMatchObject({ seen: 'info', value: 100, scope: { pids: [3] } })
})

test('silent with fewer, with keepalive, or with data a while ago', () => {
  clear(lookAtNet(keepalive, machine(idle(99))))
  clear(lookAtNet(keepalive, machine(idle(100, { timer: 2 }))))
  clear(lookAtNet(keepalive, machine(idle(100, { info: { lastDataSent: 3_600_000, lastDataRecv: 3_599_000 } }))))
})

test('cannot be told without tcp_info, or without sockets', () => {
  const bare = idle(100).map(({ info: _, ...row }) => row)
  expect(notEvaluable(lookAtNet(keepalive, machine(bare))).remedy).toContain('koffi')
  notEvaluable(lookAtNet(keepalive, { now: { counters: { TcpCurrEstab: 200 } } }))
})
