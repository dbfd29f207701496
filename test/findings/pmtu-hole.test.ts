import { expect, test } from 'vitest'
import { LIVE } from '../../src/findings/parts/network.ts'
import { pmtuHole } from '../../src/findings/pmtu-hole.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

const row = (info: NonNullable<Row['info']>): Row => ({
  state: TCP.ESTAB,
  localPort: 443,
  remote: '10.0.0.3',
  remotePort: 999,
  timer: 1,
  retransmits: 3,
  info: { rto: 1_632_000, backoff: 3, lost: 2, sacked: 1, sndMss: 1448, ...info },
})

function machine(rows: readonly Row[], timeouts = 1): { now: Net; was: Net } {
  const net = (fired: number): Net => ({
    counters: { TcpExtTCPTimeouts: fired },
    given: [[socketSource(LIVE), tableOf(rows)]],
  })
  return { now: net(timeouts), was: net(0) }
}

test('full segments that are lost while later ones arrive are a hole', () => {
  const found = seen(lookAtNet(pmtuHole, machine([row({})])))
  expect(found).toMatchObject({ seen: 'warning', value: 1 })
  expect(found.culprits[0]?.key).toBe('10.0.0.3')
})

test('a peer that acknowledges nothing is gone', () => {
  clear(lookAtNet(pmtuHole, machine([row({ sacked: 0 })])))
})

test('fewer timeouts are heavy loss, and segments of 536 bytes fit everywhere', () => {
  clear(lookAtNet(pmtuHole, machine([row({ backoff: 2 })])))
  clear(lookAtNet(pmtuHole, machine([row({ sndMss: 536 })])))
})

test('without a timeout there is none', () => {
  clear(lookAtNet(pmtuHole, machine([row({})], 0)))
})

test('cannot be told without tcp_info, or without sockets', () => {
  const { info: _, ...bare } = row({})
  expect(notEvaluable(lookAtNet(pmtuHole, machine([bare]))).remedy).toContain('koffi')
  notEvaluable(lookAtNet(pmtuHole, { now: { counters: {} } }))
})
