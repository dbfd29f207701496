import { expect, test } from 'vitest'
import { backingOff, connecting, givenUpIn } from '../../../src/model/tcp/backoff.ts'
import { keepalive } from '../../../src/model/tcp/keepalive.ts'
import { topRows } from '../../../src/model/tcp/top-rows.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { tableOf } from './tables.ts'

const LIMITS = { retries: 15, orphanRetries: 0, synRetries: 6, synLinear: 0, rtoMax: 120 }

test('data out, a timeout passed, no answer: not a window that is shut, not a connect', () => {
  const table = tableOf([
    { state: TCP.ESTAB, localPort: 1, timer: 1, retransmits: 2 },
    { state: TCP.ESTAB, localPort: 2, timer: 1, retransmits: 0 },
    { state: TCP.ESTAB, localPort: 3, timer: 4, retransmits: 5 },
    { state: TCP.SYN_SENT, localPort: 4, timer: 1, retransmits: 6, expires: 30_000 },
    { state: TCP.SYN_RECV, localPort: 5, timer: 1, retransmits: 3 },
    { state: TCP.LAST_ACK, localPort: 6, timer: 1, retransmits: 7, inode: 0 },
  ])
  expect([...backingOff(table).rows]).toEqual([5, 0])
  expect([...connecting(table).rows]).toEqual([3])
  expect(givenUpIn(table, 3, LIMITS)).toBe(30)
  // Without tcp_info the RTO is not known.
  expect(givenUpIn(table, 0, LIMITS)).toBeNull()
})

test('an orphan is given up sooner', () => {
  const row = { state: TCP.FIN_WAIT_1, localPort: 1, timer: 1, retransmits: 1, expires: 400, info: { rto: 400_000 } }
  const table = tableOf([
    { ...row, inode: 7 },
    { ...row, inode: 0 },
  ])
  expect(givenUpIn(table, 1, LIMITS)).toBeLessThan(givenUpIn(table, 0, LIMITS) as number)
})

test('keepalive: on, off, and hidden behind another timer; nobody’s are left out', () => {
  const idle = (ms: number) => ({ lastDataSent: ms, lastDataRecv: ms + 5 })
  const found = keepalive(
    tableOf([
      { state: TCP.ESTAB, localPort: 1, timer: 2, probes: 1, expires: 5000, info: idle(10) },
      { state: TCP.ESTAB, localPort: 2, timer: 0, info: idle(3_600_000) },
      { state: TCP.ESTAB, localPort: 3, timer: 0, info: idle(100) },
      { state: TCP.ESTAB, localPort: 4, timer: 1, info: idle(1) },
      { state: TCP.ESTAB, localPort: 5, timer: 0, inode: 0, info: idle(1) },
      { state: TCP.TIME_WAIT, localPort: 6, timer: 3 },
    ]),
  )
  expect(found).toMatchObject({ on: 1, off: 2, hidden: 1, probing: 1, idleHour: 1 })
  expect([...found.rows.rows]).toEqual([0, 1, 2, 3])
})

test('the highest of many, and of how many', () => {
  const found = topRows(10, (row) => (row === 3 ? Number.NaN : row % 5), 4)
  expect([...found.rows]).toEqual([4, 9, 8, 2])
  expect(found.of).toBe(9)
})
