import { expect, test } from 'vitest'
import { synFlood } from '../../src/findings/syn-flood.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { stateMask, TCP } from '../../src/parse/net/tcp-state.ts'
import { tcpSyncookies } from '../../src/parse/sys/net/ipv4.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

const requests = Array.from({ length: 17 }, (_, i) => ({
  state: TCP.SYN_RECV,
  localPort: 80,
  remote: `10.0.1.${i}`,
  remotePort: 999,
  inode: 0,
}))
const table = tableOf([{ state: TCP.LISTEN, localPort: 80, local: '0.0.0.0', wqueue: 16, inode: 3 }, ...requests])

/** In one second. */
function machine(cookies: number, dropped: number, setting = 1): { now: Net; was: Net } {
  const net = (sent: number, lost: number): Net => ({
    counters: { TcpExtTCPReqQFullDoCookies: sent, TcpExtTCPReqQFullDrop: lost, TcpExtSyncookiesFailed: 0 },
    given: [
      [tcpSyncookies, setting],
      [socketSource({ states: stateMask(TCP.SYN_RECV, TCP.LISTEN) }), table],
    ],
  })
  return { now: net(cookies, dropped), was: net(0, 0) }
}

test('cookies are a warning, drops are critical; the listener and its own maximum are named', () => {
  const processes = holding({ pid: 5, comm: 'httpd', inodes: [3] })
  const found = seen(lookAtNet(synFlood, { ...machine(2863, 0), processes }))
  expect(found.seen).toBe('warning')
  expect(found.culprits[0]).toMatchObject({ kind: 'listener', name: '0.0.0.0:80', share: '17 half open of 16' })
  expect(found.culprits[1]?.name).toBe('httpd 5')
  expect(seen(lookAtNet(synFlood, machine(0, 1))).seen).toBe('critical')
})

test('a cookie now and then is none', () => {
  clear(lookAtNet(synFlood, machine(9, 0)))
})

test('with tcp_syncookies=2 each SYN has one', () => {
  clear(lookAtNet(synFlood, machine(5000, 0, 2)))
})

test('between two bursts it is not over', () => {
  expect(seen(lookAtNet(synFlood, { ...machine(0, 0), kept: 995e9 })).hold).toBe(true)
  clear(lookAtNet(synFlood, { ...machine(0, 0), kept: 980e9 }))
})

test('one sample gives no rate', () => {
  expect(notEvaluable(lookAtNet(synFlood, { now: machine(0, 0).now })).missing).toBe('pending')
})
