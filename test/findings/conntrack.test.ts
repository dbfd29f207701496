import { expect, test } from 'vitest'
import { conntrack } from '../../src/findings/conntrack.ts'
import { nfConntrack } from '../../src/parse/net/stat/nf-conntrack.ts'
import { nfConntrackCount, nfConntrackMax } from '../../src/parse/sys/net/netfilter.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

function machine(entries: number, counters: Readonly<Record<string, number>> = {}): { now: Net; was: Net } {
  const net = (values: Readonly<Record<string, number>>): Net => ({
    given: [
      [nfConntrackCount, entries],
      [nfConntrackMax, 1000],
      [nfConntrack, { entries, counters: new Map(Object.entries(values)) }],
    ],
  })
  return { now: net(counters), was: net(Object.fromEntries(Object.keys(counters).map((name) => [name, 0]))) }
}

test('four fifths are a warning, the rest critical', () => {
  expect(seen(lookAtNet(conntrack, machine(800)))).toMatchObject({ seen: 'warning', hold: false })
  expect(seen(lookAtNet(conntrack, machine(950))).seen).toBe('critical')
})

test('packets that are dropped for want of room are critical, though it is not as full now', () => {
  const look = seen(lookAtNet(conntrack, machine(700, { drop: 5 })))
  expect(look).toMatchObject({ seen: 'critical', hold: false })
  expect(look.says).toContain('drops 5.0 a second')
  expect(seen(lookAtNet(conntrack, machine(700, { early_drop: 2 }))).seen).toBe('critical')
})

test('packets dropped while there is room were not dropped by a full table', () => {
  clear(lookAtNet(conntrack, machine(699, { drop: 5, early_drop: 1 })))
})

test('a clash of two connections now and then is chance; from one a second on it is told as what it is', () => {
  clear(lookAtNet(conntrack, machine(100, { insert_failed: 0.5, drop: 0.5 })))
  const look = seen(lookAtNet(conntrack, machine(100, { insert_failed: 5, drop: 5 })))
  expect(look).toMatchObject({ seen: 'warning', value: 5 })
  expect(look.says).toContain('two new connections want the same entry')
  // Before Linux 4.7 it counted once.
  expect(seen(lookAtNet(conntrack, machine(100, { insert_failed: 5 }))).value).toBe(5)
})

test('clashes are not drops of a full table, in the sentence and in the evidence', () => {
  // Between the exit and the entry of a full table they are told as well.
  expect(seen(lookAtNet(conntrack, machine(750, { insert_failed: 5, drop: 5 }))).says).toContain('lost at the NAT')
  const near = seen(lookAtNet(conntrack, machine(800, { insert_failed: 5, drop: 5 })))
  expect(near).toMatchObject({ seen: 'warning', hold: false })
  expect(near.says).toContain('new ones will be dropped when it is full')
  expect(near.evidence.find(({ what }) => what.startsWith('packets dropped'))?.seen).toBe(0)
  const full = seen(lookAtNet(conntrack, machine(960, { insert_failed: 5, drop: 8 })))
  expect(full.seen).toBe('critical')
  expect(full.says).toContain('960 of at most 1,000 connections (96.0 %) and drops 3.0 a second')
})

test('silent below its exit', () => {
  expect(seen(lookAtNet(conntrack, machine(750))).hold).toBe(true)
  clear(lookAtNet(conntrack, machine(699)))
})

test('of another network namespace the table itself tells how many there are', () => {
  const { now } = machine(800)
  const there: Net = { given: (now.given ?? []).filter(([source]) => source !== nfConntrackCount) }
  const look = seen(lookAtNet(conntrack, { now: there }))
  expect(look.value).toBe(80)
  expect(look.evidence[0]?.from).toBe('/proc/net/stat/nf_conntrack entries')
})

test('without the module nothing is followed; what may not be read is not told', () => {
  expect(clear(lookAtNet(conntrack, { now: {} })).evidence[0]?.seen).toContain('not loaded')
  notEvaluable(lookAtNet(conntrack, { now: { given: [[nfConntrackCount, 100]] } }))
})
