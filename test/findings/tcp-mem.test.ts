import { expect, test } from 'vitest'
import { LIVE } from '../../src/findings/parts/network.ts'
import { tcpMem } from '../../src/findings/tcp-mem.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { tcpMem as setting } from '../../src/parse/sys/net/ipv4.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

const sockets = tableOf([
  { state: TCP.ESTAB, localPort: 80, remote: '10.0.0.5', remotePort: 4000, wqueue: 100, inode: 5 },
  { state: TCP.ESTAB, localPort: 80, remote: '10.0.0.6', remotePort: 4001, rqueue: 900_000, inode: 6 },
])

/** Pressure from 2,000 pages, 4,000 at most. */
function machine(pages: number, pressures = 0): { now: Net; was: Net } {
  const net = (entered: number): Net => ({
    counters: { TcpCurrEstab: 2, TcpExtTCPMemoryPressures: entered },
    sockstat: { 'TCP.mem': pages, 'TCP.tw': 0 },
    given: [
      [setting, [1000, 2000, 4000]],
      [socketSource(LIVE), sockets],
    ],
  })
  return { now: net(pressures), was: net(0) }
}

test('under pressure it warns, near the most it is critical, and names who holds most', () => {
  const processes = holding({ pid: 9, comm: 'reader', inodes: [6] })
  const found = seen(lookAtNet(tcpMem, { ...machine(2000), processes }))
  expect(found).toMatchObject({ seen: 'warning', hold: false, scope: { pids: [9] } })
  expect(found.culprits[0]?.name).toBe('reader 9')
  expect(seen(lookAtNet(tcpMem, machine(3800))).seen).toBe('critical')
})

test('pressure that came and went between two looks counts', () => {
  expect(seen(lookAtNet(tcpMem, machine(100, 1)))).toMatchObject({ seen: 'warning', hold: false })
})

test('silent below its exit', () => {
  expect(seen(lookAtNet(tcpMem, machine(1700))).hold).toBe(true)
  clear(lookAtNet(tcpMem, machine(1599)))
})

test('cannot be told without its limits', () => {
  notEvaluable(lookAtNet(tcpMem, { now: { ...machine(3900).now, given: [] } }))
})
