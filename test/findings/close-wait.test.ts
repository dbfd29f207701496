import { expect, test } from 'vitest'
import { closeWait } from '../../src/findings/close-wait.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { stateMask, TCP } from '../../src/parse/net/tcp-state.ts'
import { parsePidLimits } from '../../src/parse/pid/limits.ts'
import { source } from '../../src/source.ts'
import { tableOf } from '../model/tcp/tables.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

const dump = socketSource({ states: stateMask(TCP.CLOSE_WAIT) })
const inodes = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

function machine(count: number, nofile = 1024): Net {
  const rows = inodes(count).map((inode) => ({
    state: TCP.CLOSE_WAIT,
    localPort: 80,
    remote: '10.0.0.4',
    remotePort: 4000 + inode,
    inode,
  }))
  return {
    counters: { TcpCurrEstab: count + 5 },
    given: [
      [dump, tableOf(rows)],
      [
        source('/proc/9/limits', parsePidLimits),
        [{ name: 'Max open files', soft: nofile, hard: nofile, unit: 'files' }],
      ],
    ],
  }
}

/** What is remembered of the look before: the first so many, seen first so many seconds ago; what is beyond them is new. */
const since = (count: number, age: number, peaks: Readonly<Record<string, number>> = { 9: count }) => ({
  since: new Map(inodes(count).map((inode) => [inode, (1000 - age) * 1e9])),
  peaks: new Map(Object.entries(peaks)),
})
const leaker = (count: number) => holding({ pid: 9, comm: 'leaky', inodes: inodes(count) })

test('a program whose count grows does not close', () => {
  const found = seen(lookAtNet(closeWait, { now: machine(50), kept: since(45, 10), processes: leaker(50) }))
  expect(found).toMatchObject({ seen: 'warning', hold: false, value: 50, scope: { pids: [9] } })
  expect(found.culprits.map(({ name }) => name)).toEqual(['leaky 9', '10.0.0.4'])
})

test('a program that closes them in time has others at each look, and does not leak', () => {
  const proxy = (count: number, most: number) => {
    const kept = since(count - 20, 10, { 9: most })
    return seen(lookAtNet(closeWait, { now: machine(count), kept, processes: leaker(count) }))
  }
  // As many went as came.
  expect(proxy(60, 60)).toMatchObject({ seen: 'info', hold: false })
  // More than at the last look, and fewer than it has had.
  expect(proxy(60, 64).seen).toBe('info')
  expect(proxy(65, 64).says).toContain('and more all the time')
})

test('where it was not known whose they were, new ones are growth', () => {
  const look = (kept: ReturnType<typeof since>) =>
    lookAtNet(closeWait, { now: machine(50), kept, processes: leaker(50) })
  expect(seen(look(since(45, 10, { 0: 45 }))).seen).toBe('warning')
  expect(seen(look(since(50, 10, { 0: 50 }))).seen).toBe('info')
})

test('fewer that are old are a leak too', () => {
  expect(seen(lookAtNet(closeWait, { now: machine(20), kept: since(20, 60), processes: leaker(20) })).seen).toBe(
    'warning',
  )
  expect(seen(lookAtNet(closeWait, { now: machine(20), kept: since(20, 59), processes: leaker(20) })).hold).toBe(true)
})

test('a quarter of the descriptors is critical', () => {
  const look = { now: machine(50, 200), kept: since(50, 90), processes: leaker(50) }
  expect(seen(lookAtNet(closeWait, look)).seen).toBe('critical')
})

test('idle connections of a pool whose server has just closed are told only', () => {
  expect(seen(lookAtNet(closeWait, { now: machine(60), kept: since(60, 10), processes: leaker(60) })).seen).toBe('info')
})

test('silent below its limit, also where many programs have a few', () => {
  clear(lookAtNet(closeWait, { now: machine(19), kept: since(19, 600), processes: leaker(19) }))
  const many = holding(...inodes(60).map((inode) => ({ pid: 100 + inode, comm: 'worker', inodes: [inode] })))
  clear(lookAtNet(closeWait, { now: machine(60), kept: since(50, 600), processes: many }))
})

test('remembers who came when, and the most of each program that still has some', () => {
  const remembered = (kept: ReturnType<typeof since>) =>
    seen(lookAtNet(closeWait, { now: machine(50), kept, processes: leaker(50) })).kept as ReturnType<typeof since>
  const kept = remembered(since(45, 10))
  expect([kept.since.get(45), kept.since.get(46)]).toEqual([990e9, 1000e9])
  expect(kept.peaks).toEqual(new Map([['9', 50]]))
  expect(remembered(since(45, 10, { 9: 70, 8: 30 })).peaks).toEqual(new Map([['9', 70]]))
})

test('cannot be told without sockets', () => {
  notEvaluable(lookAtNet(closeWait, { now: { counters: { TcpCurrEstab: 100 } } }))
  clear(lookAtNet(closeWait, { now: { counters: { TcpCurrEstab: 10 } } }))
})
