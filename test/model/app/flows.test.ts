import { describe, expect, test } from 'vitest'
import type { Flow, Seen } from '../../../src/model/app/flow.ts'
import { flowSum } from '../../../src/model/app/flow-sum.ts'
import { type Flows, flowsOf } from '../../../src/model/app/flows.ts'
import type { Service } from '../../../src/model/app/service.ts'
import { lateUpstreams, upstreamPoints } from '../../../src/model/app/upstreams.ts'
import { type History, NO_HISTORY } from '../../../src/model/history.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { record } from '../record.ts'
import { captured, type Row, tableOf } from '../tcp/tables.ts'

/** A process that holds the sockets with these inodes. */
function holding(...inodes: readonly number[]): Service {
  const value = { fds: Int32Array.from(inodes.keys()), inodes: Float64Array.from(inodes) }
  const anchor = record(9, {}, { more: { sockets: { at: 0, value } } })
  return { name: 'shop', by: 'program', members: [anchor], anchor }
}

const listen: Row = { state: TCP.LISTEN, local: '0.0.0.0', localPort: 80, rqueue: 2, wqueue: 5, inode: 1 }
const taken = (remotePort: number, inode: number, state: number = TCP.ESTAB): Row => ({
  state,
  local: '10.0.0.1',
  localPort: 80,
  remote: '10.0.0.7',
  remotePort,
  inode,
})
const made = (localPort: number, inode: number, state: number = TCP.ESTAB, remote = '10.0.0.9'): Row => ({
  state,
  local: '10.0.0.1',
  localPort,
  remote,
  remotePort: 5432,
  inode,
})

function flows(
  service: Service,
  before: readonly Row[] | null,
  after: readonly Row[],
  rates: Partial<Seen> = {},
): Flows {
  const earlier = before && tableOf(before)
  return flowsOf(service, { table: tableOf(after), before: earlier, dt: 2, accepts: null, connects: null, ...rates })
}

describe('what comes in', () => {
  test('is what is at a port it listens on, with the queue of the listener', () => {
    const { listeners } = flows(holding(1, 10), null, [listen, taken(5, 10), taken(6, 0), made(4000, 99)])
    expect(listeners).toMatchObject([
      { name: '0.0.0.0:80', estab: 2, listener: { queue: 2, most: 5 }, opened: null, lifetime: null, kept: null },
    ])
    expect(listeners[0]?.peers).toEqual([{ name: '10.0.0.7', count: 2 }])
  })

  test('lasts established ÷ rate, and is kept where it was there before', () => {
    const before = [listen, taken(5, 10), taken(6, 11)]
    const after = [...before, taken(7, 12), taken(8, 13, TCP.TIME_WAIT)]
    const [flow] = flows(holding(1, 10, 11, 12), before, after, { accepts: 1 }).listeners
    expect(flow).toMatchObject({ estab: 3, waits: 1, opened: 1, lifetime: 3, kept: 0.5, closedFirst: 1 })
  })

  test('takes what left no trace where there are new ones that live', () => {
    const other: Row = { ...listen, localPort: 81, inode: 2 }
    const before = [listen, other]
    const after = [listen, other, taken(5, 10), { ...taken(6, 0, TCP.TIME_WAIT), localPort: 81 }]
    // 20 in 2 s: 2 are seen, the 18 others were closed by their peers, as the one that lives will be.
    const [flow] = flows(holding(1, 10), before, after, { accepts: 10 }).listeners
    expect(flow).toMatchObject({ opened: 9.5, closedFirst: 0 })
  })

  test('is seen by what a client in the same namespace has left', () => {
    const before = [listen]
    const left: Row = {
      state: TCP.TIME_WAIT,
      local: '127.0.0.1',
      localPort: 4001,
      remote: '127.0.0.1',
      remotePort: 80,
      inode: 0,
    }
    const [flow] = flows(holding(1), before, [listen, left], { accepts: 0.5 }).listeners
    expect(flow).toMatchObject({ opened: 0.5, waits: 0, closedFirst: 0 })
  })

  test('is none where the kernel counted none', () => {
    const before = [listen, taken(5, 10)]
    expect(flows(holding(1, 10), before, before, { accepts: 0 }).listeners[0]).toMatchObject({
      opened: 0,
      lifetime: null,
      kept: 1,
      closedFirst: null,
    })
  })
})

describe('what goes out', () => {
  test('is what it holds, by address and port, with the TIME_WAIT that is left there', () => {
    const { upstreams } = flows(holding(10, 11), null, [
      made(4000, 10),
      made(4001, 11, TCP.SYN_SENT),
      made(4002, 0, TCP.TIME_WAIT),
      made(4003, 0, TCP.TIME_WAIT, '10.0.0.8'),
      made(4004, 77, TCP.ESTAB, '10.0.0.8'),
    ])
    expect(upstreams).toMatchObject([{ name: '10.0.0.9:5432', peer: '10.0.0.9', estab: 1, opening: 1, waits: 1 }])
  })

  test('is a new connection each time without keep-alive', () => {
    const before = [made(4000, 0, TCP.TIME_WAIT)]
    const after = [...before, made(4001, 0, TCP.TIME_WAIT), made(4002, 0, TCP.TIME_WAIT), made(4003, 10)]
    const [flow] = flows(holding(10), before, after, { connects: 1.5 }).upstreams
    expect(flow).toMatchObject({ estab: 1, opened: 1.5, kept: 0, closedFirst: 1 })
    expect(flow?.lifetime).toBeCloseTo(1 / 1.5)
  })
})

describe('an upstream to which each connection lasts a moment', () => {
  const left = (localPort: number) => made(localPort, 0, TCP.TIME_WAIT)
  const [seenOnce] = flows(holding(10), null, [made(4000, 10)]).upstreams as [Flow]
  const known = (before: readonly Row[] | null, after: readonly Row[], late = [seenOnce]) =>
    flowsOf(
      holding(1),
      { table: tableOf(after), before: before && tableOf(before), dt: 2, accepts: 0, connects: 1 },
      late,
    )

  test('stays after it was seen, with what is left there', () => {
    const { upstreams, unclaimed } = known([listen, left(4000)], [listen, left(4000), left(4001), left(4002)])
    expect(upstreams).toMatchObject([
      { name: '10.0.0.9:5432', peer: '10.0.0.9', estab: 0, waits: 3, opened: 1, lifetime: null, closedFirst: 1 },
    ])
    expect(unclaimed).toBe(0)
    expect(known([listen], [listen]).upstreams).toMatchObject([{ name: '10.0.0.9:5432', estab: 0, opened: null }])
  })

  test('is not known before: whose the TIME_WAIT is nobody tells', () => {
    const answered: Row = { ...left(4003), remote: '127.0.0.1', remotePort: 80 }
    expect(known(null, [listen, left(4001), left(4002), answered], [])).toMatchObject({ upstreams: [], unclaimed: 2 })
  })

  test('is kept by name with the history for some minutes, if there was a connection', () => {
    const service = holding(10)
    const [point, ...more] = [...upstreamPoints(service, [seenOnce, { ...seenOnce, key: 1, estab: 0 }])]
    expect(more).toEqual([])
    const [name, value] = point ?? ['', 0]
    expect(value).toBe(1)
    const history = (seconds: number): History => ({
      ...NO_HISTORY,
      at: [0, seconds * 1e9],
      series: new Map([[name, [1, Number.NaN]]]),
    })
    const { key, peer } = seenOnce
    expect(lateUpstreams(history(200), service)).toEqual([{ key, name: '10.0.0.9:5432', peer }])
    expect(lateUpstreams(history(400), service)).toEqual([])
  })
})

test('several flows as one: an unknown rate makes the sum unknown', () => {
  const { listeners } = flows(holding(1, 2), null, [listen, { ...listen, localPort: 81, inode: 2 }, taken(5, 10)])
  expect(flowSum(listeners)).toMatchObject({ estab: 1, queue: 4, most: 10, opened: null, lifetime: null, kept: null })
  const [first] = listeners as [Flow]
  expect(
    flowSum([
      { ...first, estab: 8, opened: 2 },
      { ...first, estab: 0, opened: 2 },
    ]),
  ).toMatchObject({ opened: 4, lifetime: 2 })
})

test('several flows as one: what was kept, of all that were there; who closed first, of all that ended', () => {
  const [flow] = flows(holding(1), null, [listen]).listeners as [Flow]
  const kept = { ...flow, estab: 100, opened: 0, there: 100, kept: 1, ended: 0, closedFirst: null }
  const each = { ...flow, estab: 0, opened: 50, there: 100, kept: 0, ended: 100, closedFirst: 1 }
  const grown = { ...flow, estab: 99, opened: 50, there: 100, kept: 0, ended: 1, closedFirst: 0 }
  expect(flowSum([kept, each])).toMatchObject({ kept: 0.5, closedFirst: 1 })
  expect(flowSum([each, grown]).closedFirst).toBeCloseTo(100 / 101)
})

test('descriptors that were not read, or may not be', () => {
  const refused = { missing: 'denied', source: 'fd', why: 'not yours', remedy: null } as const
  const members = [record(1), record(2, {}, { more: { sockets: refused } }), record(3, { vsize: 0 })]
  const service = { ...holding(), members }
  expect(flows(service, null, [listen])).toEqual({
    listeners: [],
    upstreams: [],
    unclaimed: 0,
    pending: 1,
    refused: 1,
  })
})

test('captured tcp-states: each connection is counted once, as in or as out', () => {
  const [table] = captured('tcp-states/t0')
  if (!table) throw new Error('no table')
  const service = holding(...table.inode.filter((inode) => inode > 0))
  const { listeners, upstreams } = flowsOf(service, { table, before: table, dt: 2, accepts: 0, connects: 0 })
  const estab = table.state.filter((state) => state === TCP.ESTAB).length
  expect(flowSum(listeners).estab + flowSum(upstreams).estab).toBe(estab)
  const waits = table.state.filter((state) => state === TCP.TIME_WAIT).length
  expect(flowSum(listeners).waits + flowSum(upstreams).waits).toBe(waits)
  expect(waits).toBeGreaterThan(1000)
})
