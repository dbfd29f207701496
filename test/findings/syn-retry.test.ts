import { expect, test } from 'vitest'
import { synRetry } from '../../src/findings/syn-retry.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { stateMask, TCP } from '../../src/parse/net/tcp-state.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { capturedLook, clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

interface Rates {
  readonly again?: number
  readonly connects?: number
  readonly accepts?: number
  readonly fails?: number
  /** Of the fails: ended by a reset at a listener here. */
  readonly embryonic?: number
}

/** In ten seconds; `waiting`: connects that have sent more than one SYN. */
function machine({ again = 0, connects = 0, accepts = 0, fails = 0, embryonic = 0 }: Rates, waiting = 0) {
  const rows = Array.from({ length: waiting }, (_, i) => ({
    state: TCP.SYN_SENT,
    localPort: 40_000 + i,
    remote: '10.9.9.9',
    remotePort: 443,
    timer: 1,
    retransmits: 2,
    inode: i + 1,
  }))
  const net = (of: number): Net => ({
    counters: {
      TcpExtTCPSynRetrans: again * of,
      TcpActiveOpens: connects * of,
      TcpPassiveOpens: accepts * of,
      TcpAttemptFails: fails * of,
      TcpExtEmbryonicRsts: embryonic * of,
    },
    given: [[socketSource({ states: stateMask(TCP.SYN_SENT) }), tableOf(rows)]],
  })
  return { now: net(1), was: net(0), seconds: 10 }
}

test('connects without an answer: the peer and the program are named', () => {
  const processes = holding({ pid: 4, comm: 'curl', inodes: [1, 2] })
  const found = seen(lookAtNet(synRetry, { ...machine({ again: 5, connects: 2 }, 2), processes }))
  expect(found).toMatchObject({ seen: 'warning', hold: false, scope: { pids: [4] } })
  expect(found.says).toContain('2 connects of curl 4 got no answer, most from 10.9.9.9:443')
  expect(found.culprits.map(({ name }) => name)).toEqual(['10.9.9.9', 'curl 4'])
  expect(found.scope).toEqual({ pids: [4], peers: ['10.9.9.9:443'] })
})

test('few among many connections are chance', () => {
  expect(seen(lookAtNet(synRetry, machine({ again: 4, connects: 100 }))).hold).toBe(true)
})

test('connects that fail: every fifth, and not only a health check', () => {
  expect(seen(lookAtNet(synRetry, machine({ connects: 50, fails: 10 }))).says).toContain('fail')
  clear(lookAtNet(synRetry, machine({ connects: 50, fails: 9 })))
  clear(lookAtNet(synRetry, machine({ connects: 2, fails: 2 })))
})

test('half-open health checks and scans of a listener are no connects of ours', () => {
  clear(lookAtNet(synRetry, machine({ accepts: 50, fails: 50, embryonic: 50 })))
  clear(lookAtNet(synRetry, machine({ connects: 50, fails: 50, embryonic: 41 })))
  const mixed = seen(lookAtNet(synRetry, machine({ connects: 1000, fails: 1000, embryonic: 700 })))
  expect(mixed.says).toContain('30.0 connects a second fail, 30.0 % of those made here')
})

test('all that are refused, and those that began before, are ours', () => {
  const late = seen(lookAtNet(synRetry, machine({ connects: 50, fails: 60 })))
  expect(late).toMatchObject({ seen: 'warning', hold: false })
  expect(seen(lookAtNet(synRetry, machine({ fails: 20 }))).seen).toBe('warning')
})

test('without the sockets the connects made here tell whose it is', () => {
  const blind = (rates: Rates) => {
    const { now, was, seconds } = machine(rates)
    return seen(lookAtNet(synRetry, { now: { ...now, given: [] }, was: { ...was, given: [] }, seconds }))
  }
  expect(blind({ again: 30, accepts: 20 })).toMatchObject({ seen: 'info', hold: false })
  expect(blind({ again: 30, accepts: 20 }).says).toContain('SYN-ACKs')
  expect(blind({ again: 30, connects: 20 })).toMatchObject({ seen: 'warning', hold: false })
})

test('answers that clients never acknowledge are not ours to mend', () => {
  expect(seen(lookAtNet(synRetry, machine({ again: 30, accepts: 20 }))).seen).toBe('info')
})

test('SYNs come seldom after a while: it is the last half minute that counts', () => {
  const counted = (at: number) => ({ at: at * 1e9, time: 10, again: 5, fails: 0, connects: 0, accepts: 0 })
  const quiet = machine({})
  expect(seen(lookAtNet(synRetry, { ...quiet, kept: [counted(980), counted(990)] })).hold).toBe(false)
  clear(lookAtNet(synRetry, { ...quiet, kept: [counted(960), counted(969)] }))
})

test('over as soon as nothing is sent again and nobody waits, whatever the half minute before was like', () => {
  const counted = (at: number) => ({ at: at * 1e9, time: 4, again: 200, fails: 0, connects: 40, accepts: 0 })
  const kept = [counted(980), counted(984), counted(988)]
  clear(lookAtNet(synRetry, { ...machine({}), kept, withDear: true }))
  const refused = (at: number) => ({ ...counted(at), again: 0, fails: 200 })
  clear(lookAtNet(synRetry, { ...machine({}), kept: [refused(984), refused(988)] }))
  expect(seen(lookAtNet(synRetry, { ...machine({}, 1), kept, withDear: true })).says).toContain(
    'A connect got no answer',
  )
})

test('silent without any, pending with one sample', () => {
  clear(lookAtNet(synRetry, machine({ connects: 100 })))
  expect(notEvaluable(lookAtNet(synRetry, { now: machine({}).now })).missing).toBe('pending')
})

test('a captured machine whose connects get no answer', async () => {
  expect(seen(await capturedLook(synRetry, 'tcp-states')).says).toContain('got no answer')
  clear(await capturedLook(synRetry, 'idle-4node'))
})
