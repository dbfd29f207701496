import { expect, test } from 'vitest'
import { LIVE } from '../../src/findings/parts/network.ts'
import { retrans } from '../../src/findings/retrans.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { TCP } from '../../src/parse/net/tcp-state.ts'
import { type Row, tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

interface Told {
  readonly sent: number
  readonly again: number
  readonly syn?: number
  readonly dsack?: number
  /** Of those sent again: how many this machine dropped itself. */
  readonly fail?: number
  /** By peer: bytes sent, and sent again. */
  readonly peers?: Readonly<Record<string, readonly [number, number]>>
}

/** In ten seconds. */
function machine({ sent, again, syn = 0, dsack = 0, fail = 0, peers = {} }: Told) {
  const rows = (of: number): readonly Row[] =>
    Object.entries(peers).map(([remote, [bytesSent, bytesRetrans]], i) => ({
      state: TCP.ESTAB,
      localPort: 4000 + i,
      remote,
      remotePort: 80,
      info: { bytesSent: bytesSent * of, bytesRetrans: bytesRetrans * of },
    }))
  const net = (of: number): Net => {
    const table = tableOf(rows(of))
    table.info?.has.fill(2)
    return {
      counters: {
        TcpOutSegs: sent * of,
        TcpRetransSegs: again * of,
        TcpExtTCPSynRetrans: syn * of,
        TcpExtTCPDSACKRecv: dsack * of,
        TcpExtTCPRetransFail: fail * of,
      },
      given: [[socketSource(LIVE), { ...table, cookie: Float64Array.from({ length: table.count }, (_, i) => i + 1) }]],
    }
  }
  return { now: net(1), was: net(0), seconds: 10 }
}

test('one of a hundred is a warning, one of twenty is critical', () => {
  expect(seen(lookAtNet(retrans, machine({ sent: 9900, again: 100 })))).toMatchObject({ seen: 'warning', hold: false })
  expect(seen(lookAtNet(retrans, machine({ sent: 9500, again: 500 }))).seen).toBe('critical')
})

test('silent below its exit', () => {
  expect(seen(lookAtNet(retrans, machine({ sent: 9930, again: 70 }))).hold).toBe(true)
  clear(lookAtNet(retrans, machine({ sent: 9951, again: 49 })))
})

test('of few segments a share is chance', () => {
  clear(lookAtNet(retrans, machine({ sent: 200, again: 20 })))
})

test('a peer is named at every look for which a table of many sockets stands', () => {
  const look = machine({ sent: 1e6, again: 100, peers: { '10.0.0.3': [1e6, 40_000] } })
  const first = seen(lookAtNet(retrans, look))
  const counters = { ...look.now.counters, TcpOutSegs: 2e6, TcpRetransSegs: 200 }
  const again = seen(lookAtNet(retrans, { now: { ...look.now, counters }, was: look.now, seconds: 10 }))
  expect([first.value, again.value]).toEqual([4, 4])
})

test('a peer is named though much traffic over loopback hides it', () => {
  const peers = { '10.0.0.3': [1e6, 40_000], '127.0.0.1': [1e9, 9e8], '10.0.0.4': [1e6, 0] } as const
  const found = seen(lookAtNet(retrans, machine({ sent: 1e6, again: 30, peers })))
  expect(found).toMatchObject({ seen: 'warning', hold: false })
  expect(found.culprits.map(({ key }) => key)).toEqual(['10.0.0.3'])
  expect(found.says).toContain('4.0 % of the bytes to 10.0.0.3')
})

test('SYNs are another finding', () => {
  clear(lookAtNet(retrans, machine({ sent: 900, again: 50, syn: 50 })))
})

test('what had arrived was late, not lost', () => {
  expect(seen(lookAtNet(retrans, machine({ sent: 9900, again: 100, dsack: 80 }))).seen).toBe('info')
})

test('where much of what is sent again is dropped here, this machine is to blame, or a part of it', () => {
  const here = seen(lookAtNet(retrans, machine({ sent: 9000, again: 1000, fail: 100 })))
  expect(here.says).toBe(
    '10.0 % of all TCP segments have to be sent again, 100 a second: they are lost on the way. This machine itself drops some: 10.0 a second are not even sent again.',
  )
  expect(here.next).toContain('tc -s qdisc')
  expect(here.verify).toContain('TcpExtTCPRetransFail')
  expect(here.evidence).toContainEqual(
    expect.objectContaining({ seen: 10, from: '/proc/net/netstat TcpExt TCPRetransFail' }),
  )
  const few = [machine({ sent: 9000, again: 1000, fail: 9 }), machine({ sent: 9000, again: 1000, fail: 20 })]
  for (const look of few) expect(seen(lookAtNet(retrans, look)).says).not.toContain('itself')
})

test('one sample gives no rate', () => {
  expect(notEvaluable(lookAtNet(retrans, { now: machine({ sent: 1, again: 1 }).now })).missing).toBe('pending')
  notEvaluable(lookAtNet(retrans, { now: {}, was: {} }))
})
