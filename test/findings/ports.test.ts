import { expect, test } from 'vitest'
import { ports } from '../../src/findings/ports.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { ipLocalPortRange, ipLocalReservedPorts } from '../../src/parse/sys/net/ipv4.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

/** A range of 100 ports, of which ten are reserved. */
function machine(rows: Parameters<typeof tableOf>[0]): Net {
  return {
    counters: { TcpCurrEstab: 1 },
    sockstat: { 'TCP.tw': rows.length, 'TCP.inuse': 1 },
    given: [
      [ipLocalPortRange, [40_000, 40_099]],
      [ipLocalReservedPorts, [40_000, 40_001, 40_002, 40_003, 40_004, 40_005, 40_006, 40_007, 40_008, 40_009]],
      [socketSource(), tableOf(rows)],
    ],
  }
}

const towards = (count: number, remotePort = 80, state: number = TCP.TIME_WAIT) =>
  Array.from({ length: count }, (_, i) => ({ state, localPort: 40_010 + i, remote: '10.0.0.9', remotePort }))

test('warns from seven tenths of what one destination may use, critical from nine', () => {
  const warning = seen(lookAtNet(ports, { now: machine(towards(63)) }))
  expect(warning).toMatchObject({ seen: 'warning', hold: false })
  expect(warning.says).toContain('27 of 90 source ports are left towards 10.0.0.9:80')
  expect(seen(lookAtNet(ports, { now: machine(towards(81)) })).seen).toBe('critical')
})

test('silent below its exit', () => {
  expect(seen(lookAtNet(ports, { now: machine(towards(56)) })).hold).toBe(true)
  clear(lookAtNet(ports, { now: machine(towards(53)) }))
})

test('each destination and port has the range for itself', () => {
  clear(lookAtNet(ports, { now: machine([...towards(50), ...towards(50, 81)]) }))
})

test('connections that were accepted take no port of the range', () => {
  const accepted = Array.from({ length: 90 }, (_, i) => ({
    state: TCP.ESTAB,
    localPort: 40_050,
    remote: '10.0.0.9',
    remotePort: 1000 + i,
  }))
  clear(lookAtNet(ports, { now: machine([{ state: TCP.LISTEN, localPort: 40_050 }, ...accepted]) }))
})

test('names the program that holds them', () => {
  const rows = towards(70, 80, TCP.ESTAB).map((row, i) => ({ ...row, inode: 100 + i }))
  const processes = holding({ pid: 77, comm: 'proxy', inodes: rows.map(({ inode }) => inode) })
  const { culprits, scope } = seen(lookAtNet(ports, { now: machine(rows), processes }))
  expect(culprits.map(({ name }) => name)).toEqual(['10.0.0.9', 'proxy 77'])
  expect(scope).toEqual({ pids: [77] })
})

test('says when none is left at the present rate', () => {
  const now = towards(70, 80, TCP.ESTAB)
  const look = { now: machine(now), was: machine(now.slice(0, 60)), seconds: 5 }
  expect(seen(lookAtNet(ports, look)).says).toContain('none in 00:10 at this rate')
})

test('few sockets need no look at them', () => {
  clear(lookAtNet(ports, { now: machine(towards(10)) }))
})

test('cannot be told without the range', () => {
  notEvaluable(lookAtNet(ports, { now: { ...machine([]), given: [] } }))
})
