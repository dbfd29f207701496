import { expect, test } from 'vitest'
import { twHigh } from '../../src/findings/tw-high.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { stateMask, TCP } from '../../src/parse/net/tcp-state.ts'
import { tcpMaxTwBuckets } from '../../src/parse/sys/net/ipv4.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

const dump = socketSource({ states: stateMask(TCP.TIME_WAIT, TCP.LISTEN) })

function machine(tw: number, overflow = 0, rows: Parameters<typeof tableOf>[0] = []): { now: Net; was: Net } {
  const net = (cut: number): Net => ({
    counters: { TcpCurrEstab: 3, TcpExtTCPTimeWaitOverflow: cut },
    sockstat: { 'TCP.tw': tw, 'TCP.inuse': 5, 'TCP.alloc': 9, 'TCP.mem': 1, 'TCP.orphan': 0 },
    given: [
      [tcpMaxTwBuckets, 65_536],
      [dump, tableOf(rows)],
    ],
  })
  return { now: net(overflow), was: net(0) }
}

test('many are told, half of what may be is a warning, nine tenths are critical', () => {
  expect(seen(lookAtNet(twHigh, machine(12_000)))).toMatchObject({ seen: 'info', hold: false })
  expect(seen(lookAtNet(twHigh, machine(32_768))).seen).toBe('warning')
  expect(seen(lookAtNet(twHigh, machine(59_000))).seen).toBe('critical')
})

test('any that is cut short is critical', () => {
  expect(seen(lookAtNet(twHigh, machine(3000, 7)))).toMatchObject({ seen: 'critical', hold: false })
})

test('silent below its limit, and holds a little above its exit', () => {
  clear(lookAtNet(twHigh, machine(7999)))
  expect(seen(lookAtNet(twHigh, machine(8500))).hold).toBe(true)
})

test('those at a port that listens cost no port', () => {
  const client = { state: TCP.TIME_WAIT, localPort: 40_000, remote: '10.0.0.9', remotePort: 80 }
  const server = { state: TCP.TIME_WAIT, localPort: 80, remote: '10.0.0.8', remotePort: 41_000 }
  const listener = { state: TCP.LISTEN, localPort: 80 }
  const ours = seen(lookAtNet(twHigh, machine(12_000, 0, [client, client, server, listener])))
  expect(ours.says).toContain('2 were made here')
  expect(ours.culprits[0]).toMatchObject({ kind: 'peer', key: '10.0.0.9' })
  expect(seen(lookAtNet(twHigh, machine(12_000, 0, [server, server, listener]))).says).toContain('no port')
})

test('cannot be told without sockstat', () => {
  notEvaluable(lookAtNet(twHigh, { now: { counters: {} } }))
})

test('in a namespace that keeps its limit to itself nothing is said of a part of it', () => {
  const { now, was } = machine(72_906)
  const bare = (net: Net): Net => ({ ...net, given: net.given?.filter(([source]) => source !== tcpMaxTwBuckets) ?? [] })
  const { says } = seen(lookAtNet(twHigh, { now: bare(now), was: bare(was) }))
  expect(says).toBe('72,906 connections are in TIME_WAIT.')
})
