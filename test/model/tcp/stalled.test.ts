import { expect, test } from 'vitest'
import {
  acceptedAt,
  heldHere,
  isOpen,
  silentFor,
  sizeHoles,
  unansweredFor,
  windowShut,
} from '../../../src/model/tcp/stalled.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { tableOf } from './tables.ts'

test('without an answer for the waits that passed, and what of this one is over', () => {
  // 204, 408, 816 ms, then 1632 of which 632 are left.
  const info = { rto: 1_632_000 }
  const table = tableOf([{ state: TCP.ESTAB, localPort: 1, retransmits: 3, expires: 632, info }])
  expect(unansweredFor(table, 0)).toBeCloseTo(2.428)
  expect(unansweredFor(tableOf([{ state: TCP.ESTAB, localPort: 1 }]), 0)).toBeNull()
})

test('a window is shut where only probes go out and data waits, most first', () => {
  const table = tableOf([
    { state: TCP.ESTAB, localPort: 1, timer: 4, wqueue: 5 },
    { state: TCP.ESTAB, localPort: 1, timer: 1, wqueue: 90 },
    { state: TCP.ESTAB, localPort: 1, timer: 4, wqueue: 50, info: { lastDataSent: 2500 } },
    { state: TCP.ESTAB, localPort: 1, timer: 4 },
  ])
  expect([...windowShut(table).rows]).toEqual([2, 0])
  expect(silentFor(table, 2)).toBe(2.5)
  expect(silentFor(table, 0)).toBeNull()
})

test('a window that is open is not shut: what goes out is dropped on this machine', () => {
  const row = (wqueue: number, sndWnd: number) => ({
    state: TCP.ESTAB,
    localPort: 1,
    timer: 4,
    wqueue,
    info: { sndMss: 1448, sndWnd },
  })
  const table = tableOf([row(500, 65_536), row(5000, 1448), row(5000, 1447), row(500, 499), row(500, 0)])
  expect([...windowShut(table).rows]).toEqual([2, 3, 4])
  expect([0, 1, 2, 3, 4].map((at) => isOpen(table, at))).toEqual([true, true, false, false, false])
  // Before Linux 5.4 tcp_info has no window, /proc/net/tcp has none at all.
  expect(isOpen(tableOf([{ state: TCP.ESTAB, localPort: 1, timer: 4, wqueue: 5 }]), 0)).toBe(false)
})

test('what this machine itself drops, after two tries: one is a full queue for a moment', () => {
  const row = (backoff: number, sndWnd = 65_536, timer = 4) => ({
    state: TCP.ESTAB,
    localPort: 1,
    timer,
    wqueue: 500,
    info: { sndMss: 1448, sndWnd, backoff },
  })
  expect(heldHere(tableOf([row(1), row(2), row(9), row(9, 0), row(9, 65_536, 1)]))).toBe(2)
})

test('a hole: the first is lost again and again, later ones arrived', () => {
  const row = (info: { sacked: number; lost: number; backoff?: number; sndMss?: number }) => ({
    state: TCP.ESTAB,
    localPort: 1,
    timer: 1,
    retransmits: 3,
    info: { backoff: 3, sndMss: 1448, ...info },
  })
  const table = tableOf([
    row({ sacked: 1, lost: 1 }),
    row({ sacked: 0, lost: 1 }),
    row({ sacked: 1, lost: 0 }),
    row({ sacked: 1, lost: 1, backoff: 2 }),
    row({ sacked: 1, lost: 1, sndMss: 536 }),
  ])
  expect(sizeHoles(table, 3)).toEqual([0])
})

test('a socket at a port that listens was accepted', () => {
  const table = tableOf([
    { state: TCP.LISTEN, localPort: 80 },
    { state: TCP.ESTAB, localPort: 80 },
    { state: TCP.ESTAB, localPort: 81 },
  ])
  expect([1, 2].map(acceptedAt(table))).toEqual([true, false])
})
