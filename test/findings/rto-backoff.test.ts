import { expect, test } from 'vitest'
import { LIVE } from '../../src/findings/parts/network.ts'
import { rtoBackoff } from '../../src/findings/rto-backoff.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../model/tcp/tables.ts'
import { capturedLook, clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

/** With 4 timeouts and an RTO of 3.2 s of which `left` are left it has had no answer for 6.2 − left seconds. */
const stuck = (i: number, left = 1, change: Partial<Row> = {}): Row => ({
  state: TCP.ESTAB,
  localPort: 40_000 + i,
  remote: '10.0.0.3',
  remotePort: 5432,
  timer: 1,
  retransmits: 4,
  expires: left * 1000,
  inode: i + 1,
  info: { rto: 3_200_000, backoff: 4, unacked: 1, lost: 1, sndMss: 1448 },
  ...change,
})

function machine(rows: readonly Row[], timeouts = 1, open = 1000): { now: Net; was: Net } {
  const net = (fired: number): Net => ({
    counters: { TcpExtTCPTimeouts: fired, TcpCurrEstab: open },
    given: [[socketSource(LIVE), tableOf(rows)]],
  })
  return { now: net(timeouts), was: net(0) }
}

test('a connection made here that has no answer is a warning', () => {
  const processes = holding({ pid: 3, comm: 'app', inodes: [1] })
  const found = seen(lookAtNet(rtoBackoff, { ...machine([stuck(0)]), processes }))
  expect(found).toMatchObject({ seen: 'warning', value: 1, scope: { pids: [3] } })
  expect(found.says).toMatch(
    /^A connection of app 3 to 10\.0\.0\.3:5432 gets no answer for .*; the kernel gives up in /,
  )
  expect(found.held).toBeCloseTo(5.2)
})

test('five of one peer are critical', () => {
  expect(seen(lookAtNet(rtoBackoff, machine([0, 1, 2, 3, 4].map((i) => stuck(i))))).seen).toBe('critical')
})

test('less than five seconds, or fewer than three timeouts, are a lost segment', () => {
  clear(lookAtNet(rtoBackoff, machine([stuck(0, 1.3)])))
  clear(lookAtNet(rtoBackoff, machine([stuck(0, 0, { retransmits: 2 })])))
})

test('a peer that keeps its window shut answers', () => {
  clear(lookAtNet(rtoBackoff, machine([stuck(0, 1, { timer: 4 })])))
})

test('a hole of the path is another finding', () => {
  const row = stuck(0)
  clear(lookAtNet(rtoBackoff, machine([{ ...row, info: { ...row.info, sacked: 1 } }])))
})

test('a client that went away is told only, many are a warning', () => {
  const client = (i: number) => stuck(i, 1, { localPort: 80, remote: `10.0.2.${i}`, remotePort: 999 })
  const listener = { state: TCP.LISTEN, localPort: 80 }
  expect(seen(lookAtNet(rtoBackoff, machine([listener, client(1)]))).seen).toBe('info')
  expect(seen(lookAtNet(rtoBackoff, machine([listener, client(1), client(2)], 1, 200))).seen).toBe('warning')
})

test('what its program has closed holds up nobody', () => {
  expect(seen(lookAtNet(rtoBackoff, machine([0, 1, 2, 3, 4].map((i) => stuck(i, 1, { inode: 0 }))))).seen).toBe('info')
})

test('without a timeout nobody is looked at; what waits already is at the first look', () => {
  clear(lookAtNet(rtoBackoff, machine([stuck(0)], 0)))
  expect(seen(lookAtNet(rtoBackoff, { now: machine([stuck(0)]).now })).value).toBe(1)
})

test('cannot be told without sockets', () => {
  notEvaluable(lookAtNet(rtoBackoff, { now: { counters: { TcpExtTCPTimeouts: 5 } } }))
})

test('a captured machine whose peers are gone', async () => {
  const found = seen(await capturedLook(rtoBackoff, 'tcp-states'))
  expect(found).toMatchObject({ seen: 'critical', value: 11 })
  clear(await capturedLook(rtoBackoff, 'idle-4node'))
})
