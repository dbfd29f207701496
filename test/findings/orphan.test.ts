import { expect, test } from 'vitest'
import { orphan } from '../../src/findings/orphan.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { stateMask, TCP } from '../../src/parse/net/tcp-state.ts'
import { tcpMaxOrphans } from '../../src/parse/sys/net/ipv4.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

const closing = tableOf([{ state: TCP.FIN_WAIT_1, localPort: 80, remote: '10.0.0.5', remotePort: 4000 }])

function machine(orphans: number, aborts = 0): { now: Net; was: Net } {
  const net = (aborted: number): Net => ({
    counters: { TcpCurrEstab: 1, TcpExtTCPAbortOnMemory: aborted },
    sockstat: { 'TCP.orphan': orphans, 'TCP.tw': 0, 'TCP.inuse': 1 },
    given: [
      [tcpMaxOrphans, 1000],
      [socketSource({ states: stateMask(TCP.FIN_WAIT_1, TCP.LAST_ACK, TCP.CLOSING) }), closing],
    ],
  })
  return { now: net(aborts), was: net(0) }
}

test('half of what may be is a warning, nine tenths are critical', () => {
  const found = seen(lookAtNet(orphan, machine(500)))
  expect(found).toMatchObject({ seen: 'warning', hold: false })
  expect(found.culprits[0]?.key).toBe('10.0.0.5')
  // The setting reads 0 where nobody changed it: there is nothing to lower.
  expect(found.next).toContain('tcp_orphan_retries to 2 or 3 (0 means 8)')
  expect(seen(lookAtNet(orphan, machine(900))).seen).toBe('critical')
})

test('resets for want of room are critical', () => {
  expect(seen(lookAtNet(orphan, machine(10, 3))).seen).toBe('critical')
})

test('silent below its exit', () => {
  expect(seen(lookAtNet(orphan, machine(450))).hold).toBe(true)
  clear(lookAtNet(orphan, machine(399)))
})

test('cannot be told without its numbers', () => {
  notEvaluable(lookAtNet(orphan, { now: { counters: {} } }))
  notEvaluable(lookAtNet(orphan, { now: { ...machine(900).now, given: [] } }))
})
