import { expect, test } from 'vitest'
import { neigh } from '../../src/findings/neigh.ts'
import { arpCache, ndiscCache } from '../../src/parse/net/stat/neighbours.ts'
import { arpMost, ndiscMost } from '../../src/parse/sys/net/neighbours.ts'
import { clear, notEvaluable, seen } from './looks.ts'
import { lookAtNet, type Net } from './network.ts'

function machine(entries: number, fulls = 0, v6 = 0): { now: Net; was: Net } {
  const net = (count: number): Net => ({
    given: [
      [arpCache, { entries, counters: new Map([['table_fulls', count]]) }],
      [arpMost, 1024],
      [ndiscCache, { entries: v6, counters: new Map([['table_fulls', 0]]) }],
      [ndiscMost, 1024],
    ],
  })
  return { now: net(fulls), was: net(0) }
}

test('nearly full is a warning, hosts without room are critical', () => {
  expect(seen(lookAtNet(neigh, machine(1000)))).toMatchObject({ seen: 'warning', hold: false })
  expect(seen(lookAtNet(neigh, machine(1024, 4)))).toMatchObject({ seen: 'critical', hold: false })
})

test('names the table that is full', () => {
  expect(seen(lookAtNet(neigh, machine(3, 0, 1020))).culprits[0]?.name).toBe('net.ipv6.neigh.default.gc_thresh3')
})

test('between two refusals it is not over, after a while it is', () => {
  expect(seen(lookAtNet(neigh, { ...machine(100), kept: 990e9 })).seen).toBe('critical')
  clear(lookAtNet(neigh, { ...machine(100), kept: 970e9 }))
})

test('silent below its exit, pending with one sample', () => {
  expect(seen(lookAtNet(neigh, machine(850))).hold).toBe(true)
  clear(lookAtNet(neigh, machine(800)))
  expect(notEvaluable(lookAtNet(neigh, { now: machine(3).now })).missing).toBe('pending')
  expect(notEvaluable(lookAtNet(neigh, { now: {} })).missing).toBe('absent')
})
