import { describe, expect, test } from 'vitest'
import { type PortRange, usablePorts } from '../../../src/model/tcp/ephemeral.ts'
import { portsInUse } from '../../../src/model/tcp/ports.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { captured, type Row, tableOf } from './tables.ts'

const RANGE: PortRange = { low: 40_000, high: 40_099, reserved: new Set([40_000, 40_001]), assumed: false }
const none = () => new Uint8Array(65_536)

test('usable: the range less what is reserved and what listeners hold', () => {
  expect(usablePorts({ low: 32_768, high: 60_999, reserved: new Set() }, none())).toBe(28_232)
  expect(usablePorts(RANGE, none())).toBe(98)
  const listening = none()
  listening[40_000] = 1 // reserved anyhow
  listening[40_050] = 1
  listening[80] = 1
  expect(usablePorts(RANGE, listening)).toBe(97)
})

describe('by source, destination and port', () => {
  const to = (localPort: number, change: Partial<Row> = {}): Row => ({
    state: TCP.ESTAB,
    localPort,
    remote: '10.0.0.2',
    remotePort: 443,
    ...change,
  })

  test('each triple has the range to itself, highest first', () => {
    const rows = [
      to(40_010),
      to(40_011, { state: TCP.TIME_WAIT }),
      to(40_012, { state: TCP.SYN_SENT }),
      to(40_010, { remotePort: 444 }),
      to(40_010, { remote: '10.0.0.3' }),
      to(40_010, { local: '10.0.0.9' }),
    ]
    const { uses, triples, usable, distinct } = portsInUse(tableOf(rows), RANGE, null)
    expect(triples).toBe(4)
    expect(usable).toBe(98)
    expect(distinct).toBe(3)
    expect(uses[0]).toEqual({
      row: 0,
      used: 3,
      estab: 1,
      timeWait: 1,
      share: 3 / 98,
      growth: null,
      exhausted: null,
      settles: null,
    })
    expect(uses.slice(1).map(({ used }) => used)).toEqual([1, 1, 1])
  })

  test('what was accepted, lies outside of the range, or holds no port does not count', () => {
    const rows = [
      { state: TCP.LISTEN, localPort: 40_080 },
      to(40_080),
      to(22),
      to(40_010, { state: TCP.SYN_RECV }),
      to(40_011, { state: TCP.UNCONN }),
    ]
    const found = portsInUse(tableOf(rows), RANGE, null)
    expect(found.triples).toBe(0)
    expect(found.usable).toBe(97)
  })

  test('TIME_WAIT goes after 60 s: at a steady rate it settles, and only a faster one fills the range', () => {
    const waiting = (n: number, fresh: number) =>
      Array.from({ length: n }, (_, i) =>
        to(40_010 + i, { state: TCP.TIME_WAIT, timer: 3, expires: i < fresh ? 59_500 : 30_000 }),
      )
    const before = { ports: portsInUse(tableOf(waiting(10, 0)), RANGE, null), dt: 1 }
    // One a second for 60 seconds.
    expect(portsInUse(tableOf(waiting(11, 1)), RANGE, before).uses[0]).toMatchObject({
      growth: 1,
      settles: 60,
      exhausted: null,
    })
    expect(portsInUse(tableOf(waiting(12, 2)), RANGE, before).uses[0]).toMatchObject({
      growth: 2,
      settles: 120,
      exhausted: 43,
    })
    // Others that stay are there too: nothing settles.
    expect(portsInUse(tableOf([...waiting(10, 1), to(40_080)]), RANGE, before).uses[0]).toMatchObject({
      settles: null,
      exhausted: 87,
    })
  })

  test('a peer of IPv4 seen by a socket of IPv6 shares the ports', () => {
    expect(portsInUse(tableOf([to(40_010), to(40_011, { family: 6 })]), RANGE, null).uses[0]?.used).toBe(2)
  })

  test('seconds until it is full, at the rate of the last interval', () => {
    const at = (rows: readonly Row[]) => portsInUse(tableOf(rows), RANGE, null)
    const before = { ports: at([to(40_010)]), dt: 2 }
    const now = tableOf([to(40_010), to(40_011), to(40_012)])
    expect(portsInUse(now, RANGE, before).uses[0]).toMatchObject({ growth: 1, exhausted: 95 })
    const fewer = { ports: at([to(40_010), to(40_011), to(40_012), to(40_013)]), dt: 2 }
    expect(portsInUse(now, RANGE, fewer).uses[0]).toMatchObject({ growth: -0.5, exhausted: null })
    expect(portsInUse(now, RANGE, { ...before, dt: 0 }).uses[0]).toMatchObject({ growth: null, exhausted: null })
  })
})

test('captured: 2,034 of 28,232 towards 127.0.0.1:8080', () => {
  const [v4] = captured('tcp-states/t1')
  if (!v4) throw new Error('no table')
  const { uses } = portsInUse(v4, { low: 32_768, high: 60_999, reserved: new Set(), assumed: false }, null)
  expect(uses[0]).toMatchObject({ used: 2034, timeWait: 2000, estab: 22 })
  expect(v4.remotePort[uses[0]?.row ?? 0]).toBe(8080)
})

test('100,000 sockets in one pass: each is counted once', () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, i) =>
      ({
        state: TCP.TIME_WAIT,
        localPort: 40_000 + (i % 100),
        remote: `10.1.${(i >> 8) & 255}.${i & 255}`,
        remotePort: 80,
      }) satisfies Row,
  )
  const found = portsInUse(tableOf(rows), RANGE, null)
  expect(found.triples).toBe(65_536)
  expect(found.uses).toHaveLength(1000)
  expect(found.uses[0]?.used).toBe(2)
})
