import { expect, test } from 'vitest'
import { LIVE } from '../../src/findings/parts/network.ts'
import { peerNotReading } from '../../src/findings/peer-not-reading.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

const shut = (i: number, change: Partial<Row> = {}): Row => ({
  state: TCP.ESTAB,
  localPort: 80,
  remote: '10.0.0.3',
  remotePort: 900 + i,
  timer: 4,
  wqueue: 100_000,
  inode: i + 1,
  info: { lastDataSent: 6000 },
  ...change,
})

function machine(rows: readonly Row[], probes = 1): { now: Net; was: Net } {
  const net = (sent: number): Net => ({
    counters: { TcpExtTCPWinProbe: sent },
    given: [[socketSource(LIVE), tableOf(rows)]],
  })
  return { now: net(probes), was: net(0) }
}

test('one peer that stopped is told only, five connections of one are a warning', () => {
  expect(seen(lookAtNet(peerNotReading, machine([shut(0)]))).seen).toBe('info')
  const rows = [0, 1, 2, 3, 4].map((i) => shut(i))
  expect(seen(lookAtNet(peerNotReading, machine(rows)))).toMatchObject({ seen: 'warning', value: 5 })
})

test('where the reader is on this machine it is the one to blame', () => {
  const sender = shut(0, { local: '127.0.0.1', remote: '127.0.0.1', remotePort: 5000, inode: 1 })
  const reader = {
    state: TCP.ESTAB,
    local: '127.0.0.1',
    localPort: 5000,
    remote: '127.0.0.1',
    remotePort: 80,
    inode: 2,
    info: {},
  }
  const processes = holding({ pid: 3, comm: 'writer', inodes: [1] }, { pid: 4, comm: 'sleepy', inodes: [2] })
  const found = seen(lookAtNet(peerNotReading, { ...machine([sender, reader]), processes }))
  expect(found.culprits.map(({ name }) => name)).toEqual(['sleepy 4', '127.0.0.1', 'writer 3'])
  expect(found.says).toMatch(/^sleepy 4 at 127\.0\.0\.1:5000 does not read/)
})

test('a window that is shut for a moment is flow control', () => {
  clear(lookAtNet(peerNotReading, machine([shut(0, { info: { lastDataSent: 4999 } })])))
  clear(lookAtNet(peerNotReading, machine([shut(0, { wqueue: 0 })])))
  clear(lookAtNet(peerNotReading, machine([shut(0, { timer: 1 })])))
})

test('a window that is open is no sign of a peer that does not read: this machine drops what goes out', () => {
  const info = { lastDataSent: 6000, sndMss: 1448, sndWnd: 65_536 }
  clear(lookAtNet(peerNotReading, machine([shut(0, { info })])))
})

test('without probes nobody is looked at', () => {
  clear(lookAtNet(peerNotReading, machine([shut(0)], 0)))
})

test('cannot be told without sockets', () => {
  notEvaluable(lookAtNet(peerNotReading, { now: { counters: { TcpExtTCPWinProbe: 5 } } }))
})

test('a program that holds both ends is named once', () => {
  const ends = { local: '127.0.0.1', remote: '127.0.0.1' }
  const sender = shut(0, { ...ends, remotePort: 5000, inode: 1 })
  const reader = { state: TCP.ESTAB, ...ends, localPort: 5000, remotePort: 80, inode: 2, info: {} }
  const processes = holding({ pid: 186, comm: 'python3', inodes: [1, 2] })
  const found = seen(lookAtNet(peerNotReading, { ...machine([sender, reader]), processes }))
  expect(found.culprits.map(({ name }) => name)).toEqual(['python3 186', '127.0.0.1'])
  expect(found.says).toBe(
    'python3 186 at 127.0.0.1:5000 does not read for 00:06 what it sends to itself: 97.7 KiB wait here in a connection.',
  )
  expect(found.scope?.pids).toEqual([186])
})
