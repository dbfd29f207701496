import { expect, test } from 'vitest'
import { acceptq } from '../../src/findings/acceptq.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { stateMask, TCP } from '../../src/parse/net/tcp-state.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { capturedLook, clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

/** In one second; a listener with a backlog of 10. */
function machine(queue: number, overflows: number, from: 'sock_diag' | 'proc' = 'sock_diag'): { now: Net; was: Net } {
  const listener = { state: TCP.LISTEN, localPort: 80, local: '127.0.0.1', rqueue: queue, wqueue: 10, inode: 3 }
  const net = (lost: number, taken: number): Net => ({
    counters: { TcpExtListenOverflows: lost, TcpPassiveOpens: taken },
    given: [[socketSource({ states: stateMask(TCP.LISTEN) }), tableOf([listener], from)]],
  })
  return { now: net(overflows, 1), was: net(0, 0) }
}

test('a queue that fills is told, a full one is a warning, losses all the time are critical', () => {
  expect(seen(lookAtNet(acceptq, machine(8, 0))).seen).toBe('info')
  expect(seen(lookAtNet(acceptq, machine(11, 0))).seen).toBe('warning')
  expect(seen(lookAtNet(acceptq, machine(11, 3))).seen).toBe('critical')
})

test('what proves it now comes first', () => {
  const first = (look: Parameters<typeof lookAtNet<number>>[1]) => seen(lookAtNet(acceptq, look)).evidence[0]?.what
  expect(first(machine(11, 3))).toBe('connections lost at full accept queues')
  expect(first(machine(11, 0))).toBe('wait in the fullest queue')
  expect(first({ ...machine(3, 0), kept: 997e9 })).toBe('since one was lost')
})

test('the queue holds one more than its maximum', () => {
  expect(seen(lookAtNet(acceptq, machine(10, 0))).seen).toBe('info')
})

test('names the program that does not accept', () => {
  const processes = holding({ pid: 5, comm: 'httpd', inodes: [3] })
  const found = seen(lookAtNet(acceptq, { ...machine(11, 1), processes }))
  expect(found.culprits.map(({ name }) => name)).toEqual(['httpd 5', '127.0.0.1:80'])
  expect(found.scope).toEqual({ pids: [5], peers: ['127.0.0.1:80'] })
  expect(found.says).toBe(
    'httpd 5 accepts too slowly at 127.0.0.1:80: 11 connections wait in a queue for 10, and 1.0 connections a second are lost.',
  )
})

test('between two losses it is not over; of a queue that has room again no program is blamed', () => {
  const found = seen(lookAtNet(acceptq, { ...machine(0, 0), kept: 995e9 }))
  expect(found).toMatchObject({ seen: 'warning', culprits: [] })
  expect(found.evidence).toContainEqual(expect.objectContaining({ what: 'since one was lost', seen: 5, unit: 's' }))
  clear(lookAtNet(acceptq, { ...machine(0, 0), kept: 980e9 }))
})

test('silent while there is room, and where no maximum is told', () => {
  clear(lookAtNet(acceptq, machine(7, 0)))
  clear(lookAtNet(acceptq, machine(11, 0, 'proc')))
  const found = seen(lookAtNet(acceptq, machine(11, 3, 'proc')))
  expect(found.says).toContain('11 connections wait, and 3.0 connections a second are lost')
})

test('one sample gives no rate', () => {
  expect(notEvaluable(lookAtNet(acceptq, { now: machine(11, 0).now })).missing).toBe('pending')
})

test('a captured machine whose listener overflows', async () => {
  const found = seen(await capturedLook(acceptq, 'tcp-states'))
  expect(found).toMatchObject({ seen: 'critical' })
  expect(found.value).toBeGreaterThan(0)
})

test('a captured machine at rest is silent', async () => {
  clear(await capturedLook(acceptq, 'idle-4node'))
})
