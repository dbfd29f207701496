import { describe, expect, test } from 'vitest'
import {
  allowedTime,
  connectTimeout,
  type RetryLimits,
  synWaits,
  untilConnectFails,
  untilDead,
  untilGivenUp,
  untilUserTimeout,
} from '../../../src/model/tcp/give-up.ts'

const LIMITS: RetryLimits = { retries: 15, orphanRetries: 0, synRetries: 6, synLinear: 4, rtoMax: 120 }
const OLD = { ...LIMITS, synLinear: 0 }
const sum = (waits: readonly number[]) => waits.reduce((all, wait) => all + wait, 0)

test('the kernel’s model of tcp_retries2', () => {
  expect(allowedTime(15, 120)).toBeCloseTo(924.6, 5)
  expect(allowedTime(8, 120)).toBeCloseTo(102.2, 5)
  expect(allowedTime(3, 120)).toBeCloseTo(3, 5)
  // A shorter tcp_rto_max_ms shortens it: 0.2 to 6.4 s, then ten times 10 s.
  expect(allowedTime(15, 10)).toBeCloseTo(12.6 + 10 * 10, 5)
})

describe('an open connection', () => {
  const at = (rto: number, retransmits: number, expires: number, orphan = false) =>
    untilGivenUp({ rto, retransmits, expires, orphan }, LIMITS)

  test('counts every wait to come: from 408 ms after the first, doubling to 120 s', () => {
    // Waits after the first retransmission: 0.408 0.816 … 104.448 (9 of them), then 120 each. Checked when the timer fires.
    let since = 0
    let left = 0
    for (let wait = 0.408; since < 924.6; wait = Math.min(wait * 2, 120)) {
      since += wait
      left += wait
    }
    expect(at(0.408, 1, 0.408)).toBeCloseTo(left, 6)
  })

  test('the longer it waits, the sooner: one at the same schedule has the same end', () => {
    const first = at(0.4, 1, 0.4) as number
    const fifth = at(0.4 * 2 ** 4, 5, 0.4 * 2 ** 4) as number
    expect(first - fifth).toBeCloseTo(0.4 + 0.8 + 1.6 + 3.2, 6)
  })

  test('closed by its program, it has 8 tries', () => {
    const orphan = at(0.4, 1, 0.4, true) as number
    expect(orphan).toBeGreaterThan(102)
    expect(orphan).toBeLessThan(210)
  })

  test('is not known before a timeout', () => {
    expect(at(0.2, 0, 0.1)).toBeNull()
    expect(at(0, 3, 1)).toBeNull()
  })
})

describe('a connect', () => {
  test('131 s with four linear timeouts, 127 s before Linux 6.5', () => {
    expect(synWaits(LIMITS)).toEqual([1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64])
    expect(sum(synWaits(LIMITS))).toBe(131)
    expect(sum(synWaits(OLD))).toBe(127)
  })

  test('what is left', () => {
    expect(untilConnectFails(0, 1, LIMITS)).toBe(131)
    expect(untilConnectFails(3, 7.7, OLD)).toBeCloseTo(7.7 + 16 + 32 + 64, 6)
    expect(untilConnectFails(6, 12, OLD)).toBe(12)
    expect(connectTimeout(LIMITS)).toBe(131)
    expect(connectTimeout(OLD)).toBe(127)
  })

  test('few retries: the time they would take alone ends it before all linear ones are sent', () => {
    const one = { ...LIMITS, synRetries: 1 }
    expect(connectTimeout(one)).toBe(3)
    expect(untilConnectFails(2, 0.5, one)).toBe(0.5)
  })
})

test('keepalive: the probes to come, an interval apart', () => {
  expect(untilDead(0, 7200, 9, 75)).toBe(7875)
  expect(untilDead(3, 10, 9, 75)).toBe(460)
  expect(untilDead(12, 10, 9, 75)).toBe(10)
  expect(untilDead(0, 7200, null, 75)).toBeNull()
})

test('a user timeout decides alone: when the timer fires, after one probe at least', () => {
  // Seen on Linux 6.18: TCP_KEEPIDLE 4, TCP_KEEPINTVL 7, TCP_KEEPCNT 9, TCP_USER_TIMEOUT 5000 ended after 11.2 s, not after 67.
  expect(untilUserTimeout(0, 4, 0, 7, 5)).toBe(11)
  expect(untilUserTimeout(1, 7, 4, 7, 5)).toBe(7)
  expect(untilUserTimeout(1, 7, 4, 7, 12)).toBe(14)
  expect(untilUserTimeout(0, 4, 0, 7, 1)).toBe(11)
  expect(untilUserTimeout(3, 2, 60, 7, 30)).toBe(2)
})
