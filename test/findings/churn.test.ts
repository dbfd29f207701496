import { expect, test } from 'vitest'
import { churn } from '../../src/findings/churn.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

const waits = tableOf([{ state: TCP.TIME_WAIT, localPort: 4000, remote: '10.0.0.7', remotePort: 80 }])

/** In one second. */
function machine(
  connects: number,
  open: number,
  closedHere = connects,
  fails = 0,
  embryonic = 0,
): { now: Net; was: Net } {
  const net = (of: number): Net => ({
    counters: {
      TcpActiveOpens: connects * of,
      TcpPassiveOpens: 0,
      TcpAttemptFails: fails * of,
      TcpCurrEstab: open,
      TcpExtTW: closedHere * of,
      TcpExtEmbryonicRsts: embryonic * of,
    },
    given: [[socketSource(), waits]],
  })
  return { now: net(1), was: net(0) }
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

test('connects that are refused are no connections', () => {
  clear(lookAtNet(churn, machine(500, 10, 0, 500)))
  // More than were begun: of some, the SYN went out before.
  clear(lookAtNet(churn, machine(500, 10, 0, 600)))
  const some = seen(lookAtNet(churn, machine(500, 10, 300, 200)))
  expect(some.value).toBe(300)
  expect(some.says).toContain('300 connections a second are opened and closed again (300 made here, 0 taken in)')
  expect(some.says).toContain('this side closes 100.0 % of them first')
  // What was reset while a listener here waited was no connect.
  expect(seen(lookAtNet(churn, machine(500, 10, 0, 300, 300))).value).toBe(500)
})

test('one sample gives no rate', () => {
  expect(notEvaluable(lookAtNet(churn, { now: machine(1, 1).now })).missing).toBe('pending')
})
