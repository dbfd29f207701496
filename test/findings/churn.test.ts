import { expect, test } from 'vitest'
import { churn } from '../../src/findings/churn.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

const waits = tableOf([{ state: TCP.TIME_WAIT, localPort: 4000, remote: '10.0.0.7', remotePort: 80 }])

/** In one second. */
function machine(connects: number, open: number, closedHere = connects): { now: Net; was: Net } {
  const net = (opens: number, tw: number): Net => ({
    counters: { TcpActiveOpens: opens, TcpPassiveOpens: 0, TcpCurrEstab: open, TcpExtTW: tw },
    given: [[socketSource(), waits]],
  })
  return { now: net(connects, closedHere), was: net(0, 0) }
}

test('many short connections are told, very many are a warning', () => {
  const few = seen(lookAtNet(churn, machine(200, 10)))
  expect(few).toMatchObject({ seen: 'info', hold: false })
  expect(few.culprits[0]?.key).toBe('10.0.0.7')
  expect(seen(lookAtNet(churn, machine(1000, 10))).seen).toBe('warning')
})

test('silent below its exit, holds above it', () => {
  clear(lookAtNet(churn, machine(99, 1)))
  expect(seen(lookAtNet(churn, machine(150, 1))).hold).toBe(true)
})

test('connections that live are no churn, however many come', () => {
  clear(lookAtNet(churn, machine(500, 500)))
})

test('also where the peers close first, so that there is no TIME_WAIT', () => {
  expect(seen(lookAtNet(churn, machine(300, 10, 0))).says).toContain('the peers close')
})

test('one sample gives no rate', () => {
  expect(notEvaluable(lookAtNet(churn, { now: machine(1, 1).now })).missing).toBe('pending')
})
