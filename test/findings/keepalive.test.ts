import { expect, test } from 'vitest'
import { keepalive } from '../../src/findings/keepalive.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { KEPT_STATES } from '../../src/model/tcp/keepalive.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'
import { Elsewhere } from './there.ts'

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

test('in another network namespace nothing tells how long they are idle: that is said, and no socket is read for it', () => {
  const open = (count: number) => ({
    '/proc/net/snmp': `Tcp: CurrEstab\nTcp: ${count}\n`,
    '/proc/net/netstat': 'TcpExt: A\nTcpExt: 0\n',
  })
  expect(keepalive.namespaced).toBe(true)
  const space = new Elsewhere(keepalive)
  for (let i = 0; i < 2; i++)
    expect(notEvaluable(space.look(open(100)))).toMatchObject({
      source: 'sock_diag tcp_info',
      remedy: 'look from within, where process 20 is: nsenter -t 20 -n whytop why',
    })
  expect(space.asks().filter((path) => path.includes('sockets'))).toEqual([])
  expect(clear(space.look(open(99))).evidence).toMatchObject([{ seen: 99 }])
  expect(notEvaluable(space.look({})).source).toBe('/proc/20/net/snmp')
})
